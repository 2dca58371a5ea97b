// Deliveries: what is sent for each usage type, as JSON and as a form of the same value.
import { html, useEffect, useLayoutEffect, useState } from "../../lib/html.js";
import { COMMON, readDeliveries, sent, USAGES, writeDeliveries } from "../../lib/deliveries.js";
import { t } from "../../lib/say.js";
import { CodeField } from "../../parts/code-field.js";
import { DeliveriesForm } from "./deliveries-form.js";
import { Templates } from "./templates.js";

/** @param {{ factory: any, edit: any, fixed: boolean, onBroken: (is: boolean) => void, onUsage: (usage: string) => void }} props */
export function Deliveries({ factory, edit, fixed, onBroken, onUsage }) {
  const item = factory.formItems.find((one) => one.key === "deliveries");
  if (item) return html`<${Editor} item=${item} edit=${edit} fixed=${fixed} onBroken=${onBroken} onUsage=${onUsage} />`;
  const templates = factory.formItems.find((one) => one.key === "templates");
  return templates ? html`<${Templates} item=${templates} edit=${edit} fixed=${fixed} onBroken=${onBroken} />` : null;
}

/** What a text stands for: what cannot be read yet is kept as it is, so that it is not lost. */
function meantBy(/** @type {string} */ text) {
  const { value, problems } = readDeliveries(text);
  return problems.some((one) => one.id.startsWith("json-")) ? text : value;
}

/** Whether there is a card for each of them. */
const isOfCards = (/** @type {any} */ value) => value !== undefined && Object.values(value).every((one) => typeof one === "object" && one !== null && !Array.isArray(one));

/** @param {any} props */
function Editor({ item, edit, fixed, onBroken, onUsage }) {
  const value = edit.value.value.deliveries;
  const [tab, setTab] = useState("editor"), [text, setText] = useState(() => writeDeliveries(value));
  const read = readDeliveries(text), isBroken = read.problems.some((one) => one.isError);
  useEffect(() => onBroken(isBroken), [isBroken]);
  // What was discarded, or saved by somebody else, is shown instead of what was typed.
  useLayoutEffect(() => void (JSON.stringify(meantBy(text)) !== JSON.stringify(value) && setText(writeDeliveries(value))), [value]);
  const type = (next) => (setText(next), edit.set("deliveries", meantBy(next)));
  const put = (next) => (setText(writeDeliveries(next)), edit.set("deliveries", next));
  const refused = Object.entries(edit.problems.value).filter(([path]) => path.includes("deliveries")).map(([path, said]) => ({ text: said, isError: true, ...read.at(path.split("deliveries.")[1] ?? "") }));
  const problems = [...read.problems.map((one) => ({ ...one, text: t(`delivery-${one.id}`, one.args) })), ...refused];
  return html`
    <section class="panel stack-small" aria-labelledby="deliveries">
      <div class="panel-head"><h2 id="deliveries">${t("deliveries")}</h2>
        <div class="code-tabs" role="group" aria-label=${t("deliveries-view")}>${["editor", "form"].map((name) => html`<button type="button" key=${name} aria-pressed=${tab === name ? "true" : "false"} disabled=${name === "form" && text.trim() !== "" && !isOfCards(read.value)} onClick=${() => setTab(name)}>${t(`deliveries-${name}`)}</button>`)}</div></div>
      <p class="hint">${t("deliveries-hint")}</p>
      ${tab === "editor"
        ? html`<${CodeField} label=${t("json-editor")} text=${text} readOnly=${fixed} problems=${problems} onInput=${type} placeholder=${"{\n  \"SignIn\": { … }\n}"} />
          ${!fixed && html`<div class="actions"><button type="button" class="button is-small" disabled=${isBroken || !text.trim()} onClick=${() => setText(writeDeliveries(read.value))}>${t("format")}</button>
            ${!text.trim() && html`<button type="button" class="button is-small" onClick=${() => put(item.defaultValue)}>${t("insert-sample")}</button>`}</div>`}`
        : html`<${DeliveriesForm} value=${read.value ?? {}} fixed=${fixed} onChange=${put} onUsage=${onUsage} />`}
      ${read.value !== undefined || !text.trim() ? html`<${Fallbacks} value=${read.value} />` : null}
    </section>`;
}

/** What is sent for the usage types that have no mail of their own. @param {{ value: any }} props */
function Fallbacks({ value }) {
  const shown = USAGES.filter((usage) => COMMON.includes(usage) || value?.[usage]);
  return html`
    <h3>${t("what-is-sent")}</h3>
    <ul class="fallbacks">${shown.map((usage) => {
      const way = sent(value, usage);
      return html`<li key=${usage} class=${way === "fails" ? "bad" : ""}><span class="mono">${usage}</span><span>${t(`sent-${way}`)}</span></li>`;
    })}</ul>`;
}
