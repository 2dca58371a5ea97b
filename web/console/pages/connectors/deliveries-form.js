// The same deliveries as cards, one for each usage type.
import { html, useLayoutEffect, useState } from "../../lib/html.js";
import { USAGES } from "../../lib/deliveries.js";
import { t } from "../../lib/say.js";
import { Field, Radios } from "../../parts/field.js";

/** @param {{ value: Record<string, any>, fixed: boolean, onChange: (value: any) => void, onUsage: (usage: string) => void }} props */
export function DeliveriesForm({ value, fixed, onChange, onUsage }) {
  // There are no organizations that could invite.
  const rest = USAGES.filter((usage) => !value[usage] && usage !== "OrganizationInvitation");
  const put = (/** @type {string} */ usage, one) => onChange({ ...value, [usage]: one });
  const remove = (usage) => {
    const { [usage]: _, ...others } = value;
    onChange(others);
  };
  return html`
    ${Object.entries(value).map(([usage, one]) => html`<${Card} key=${usage} usage=${usage} one=${one} fixed=${fixed} onPut=${(next) => put(usage, next)} onRemove=${() => remove(usage)} onUsage=${onUsage} />`)}
    ${!fixed && rest.length > 0 && html`<div class="actions">${rest.slice(0, 4).map((usage) => html`<button type="button" class="button is-small" key=${usage}
      onClick=${() => (put(usage, { subject: t("sample-subject"), html: t("sample-html"), text: t("sample-text") }), onUsage(usage))}>+ ${usage}</button>`)}</div>`}`;
}

/** @param {any} props */
function Card({ usage, one, fixed, onPut, onRemove, onUsage }) {
  const way = "template" in one ? "template" : "html";
  // What belongs to the other way comes back with it.
  const [aside, setAside] = useState(/** @type {Record<string, any>} */ ({}));
  const set = (key) => (text) => {
    const { [key]: _, ...others } = one;
    // An empty content is still this way of giving one.
    onPut(text || key === way ? { ...others, [key]: text } : others);
  };
  const choose = (next) => {
    const { html: markup, text, template, variables, ...others } = one;
    setAside({ html: markup, text, template, variables });
    const back = next === "template" ? { template: aside.template ?? "", variables: aside.variables } : { html: aside.html ?? t("sample-html"), text: aside.text };
    onPut({ ...others, ...Object.fromEntries(Object.entries(back).filter(([, value]) => value !== undefined)) });
  };
  const field = (/** @type {string} */ key, more = {}) => html`<${Field} label=${t(`delivery-member-${key}`)} member=${key} value=${one[key] ?? ""} readOnly=${fixed} onInput=${set(key)} ...${more} />`;
  return html`
    <fieldset class="delivery fields" onFocusCapture=${() => onUsage(usage)}><legend class="legend">${t(`usage-${usage}`)} <code>${usage}</code></legend>
      <${Radios} legend=${t("delivery-way")} name="way-${usage}" value=${way} isLocked=${fixed} onChange=${choose} choices=${["html", "template"].map((value) => ({ value, text: t(`delivery-way-${value}`) }))} />
      ${field("subject")}${field("replyTo")}
      ${way === "html" ? html`${field("html", { rows: 5, isMono: true })}${field("text", { rows: 3 })}` : html`${field("template", { isMono: true })}<${Variables} one=${one} fixed=${fixed} onPut=${onPut} />`}
      ${!fixed && html`<div><button type="button" class="link-button is-bad" onClick=${onRemove}>${t("remove")}<span class="hidden"> ${usage}</span></button></div>`}
    </fieldset>`;
}

/** @param {any} props */
function Variables({ one, fixed, onPut }) {
  const saved = one.variables ?? {};
  // Two may have the same name while one of them is typed.
  const [rows, setRows] = useState(/** @type {[string, any][]} */ (Object.entries(saved)));
  useLayoutEffect(() => void (JSON.stringify(Object.fromEntries(rows)) !== JSON.stringify(saved) && setRows(Object.entries(saved))), [JSON.stringify(saved)]);
  const put = (next) => (setRows(next), onPut({ ...one, variables: Object.fromEntries(next) }));
  return html`
    <div class="stack-small"><span class="legend">${t("delivery-member-variables")} <code>variables</code></span>
      ${rows.map(([name, value], i) => html`<div class="input-row" key=${i}>
        <input class="input mono" aria-label=${t("variable-name")} value=${name} readonly=${fixed} onInput=${(event) => put(rows.with(i, [event.currentTarget.value, value]))} />
        <input class="input mono" aria-label=${t("variable-value", { name })} value=${typeof value === "string" ? value : JSON.stringify(value)} readonly=${fixed} onInput=${(event) => put(rows.with(i, [name, event.currentTarget.value]))} /></div>`)}
      ${!fixed && html`<div><button type="button" class="link-button" onClick=${() => put([...rows, ["", ""]])}>${t("add-variable")}</button></div>`}</div>`;
}
