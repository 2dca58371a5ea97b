// Parameter configuration: the fields of a connector, each with the name that guides use for it.
import { html } from "../../lib/html.js";
import { domainAdvice, endpointOf, isShown, regionOf } from "../../lib/connector.js";
import { publicUrl } from "../../lib/instance.js";
import { phrase, t } from "../../lib/say.js";
import { Check, Field, Radios, Select } from "../../parts/field.js";
import { SecretField } from "../../parts/secret-field.js";

/** What the deliveries editor shows, and not this form. */
export const MAILS = ["deliveries", "templates"];

/** What is wrong with one member, by the API or by a check. */
const problemOf = (edit, /** @type {string} */ key) =>
  Object.entries(edit.problems.value).find(([path]) => path === `config.${key}` || path === key || path.startsWith(`config.${key}.`) || path.startsWith(`${key}.`))?.[1];

/** @param {{ factory: any, edit: any, fixed: boolean, findings: any[], extra?: any }} props */
export function Parameters({ factory, edit, fixed, findings, extra }) {
  const config = edit.value.value;
  const items = factory.formItems.filter((item) => !MAILS.includes(item.key) && isShown(item, config));
  return html`
    <section class="panel fields" aria-labelledby="parameters"><h2 id="parameters">${t("parameter-configuration")}</h2>
      ${items.map((item) => html`<${Parameter} key=${item.key} item=${item} edit=${edit} fixed=${fixed} findings=${findings.filter((one) => one.key === item.key)} isMailgun=${factory.target === "mailgun-email"} />`)}
      ${extra}
    </section>`;
}

/** @param {any} props */
function Parameter({ item, edit, fixed, findings, isMailgun }) {
  const value = edit.value.value[item.key], problem = problemOf(edit, item.key), set = (next) => edit.set(item.key, next);
  const common = { label: phrase(item.labels, item.label), member: item.key, hint: phrase(item.descriptions, item.description), placeholder: item.placeholder, required: item.required, readOnly: fixed, problem };
  const advice = [...findings.map((one) => one.text), item.key === "domain" && domainAdvice(value ?? "") && t(domainAdvice(value ?? "") ?? "")].filter(Boolean).join(" ");
  if (isMailgun && item.key === "endpoint") return html`<${Endpoint} value=${value} set=${set} common=${common} advice=${advice} />`;
  if (item.key === "auth") return html`<${Login} value=${value} saved=${edit.saved.value[item.key]} set=${set} common=${common} />`;
  if (item.type === "Switch") return html`<${Check} label=${common.label} hint=${common.hint} isOn=${value ?? item.defaultValue ?? false} isLocked=${fixed} onChange=${set} />`;
  if (item.type === "Select") return html`<${Select} label=${common.label} hint=${common.hint} value=${String(value ?? "")} isLocked=${fixed} onChange=${set} choices=${(item.selectItems ?? []).map((one) => ({ value: one.value, text: one.title }))} />`;
  // The address is what is entered at Mailgun.
  if (item.key === "webhookSigningKey") common.hint = `${common.hint} ${publicUrl}/webhooks/mailgun`;
  if (item.isConfidential) return html`<${SecretField} ...${common} value=${value ?? ""} saved=${edit.saved.value[item.key]} onInput=${set} advice=${advice} />`;
  if (item.type === "Json") return html`<${JsonField} common=${common} value=${value} set=${set} />`;
  const read = (text) => set(item.type === "Number" && /^\d+$/.test(text) ? Number(text) : text);
  return html`<${Field} ...${common} value=${String(value ?? "")} isMono=${true} inputmode=${item.type === "Number" ? "numeric" : undefined} rows=${item.type === "MultilineText" ? 4 : 0} onInput=${read} advice=${advice} />`;
}

/** A region is chosen; another address can still be typed. @param {any} props */
function Endpoint({ value, set, common, advice }) {
  const region = regionOf(value), isOther = region === "other";
  const choices = ["US", "EU", "other"].map((one) => ({ value: one, text: one === "other" ? t("region-other") : html`${t(`region-${one}`)} <span class="mono soft small">${endpointOf(one).slice(8)}</span>` }));
  const choose = (next) => set(next === "other" ? "https://" : endpointOf(next));
  return html`<div class="fields">
    <${Radios} legend=${html`${t("region")}`} name="region" value=${region} choices=${choices} isLocked=${common.readOnly} onChange=${choose} />
    <${Field} ...${common} value=${value ?? ""} isMono=${true} readOnly=${common.readOnly || !isOther} onInput=${set} advice=${advice} /></div>`;
}

/** The login of a mail server: two fields of one member. @param {any} props */
function Login({ value, saved, set, common }) {
  const auth = value ?? {}, put = (next) => {
    const made = { ...auth, ...next };
    set(made.user || made.pass ? made : {});
  };
  return html`<fieldset class="fields"><legend class="legend">${common.label} <code>auth</code></legend>
    ${common.problem && html`<p class="problem" role="alert">${common.problem}</p>`}
    <div class="two">
      <${Field} label=${t("login-user")} member="user" value=${auth.user ?? ""} isMono=${true} readOnly=${common.readOnly} onInput=${(user) => put({ user })} />
      <${SecretField} label=${t("login-pass")} member="pass" value=${auth.pass ?? ""} saved=${saved?.pass} readOnly=${common.readOnly} onInput=${(pass) => put({ pass })} /></div></fieldset>`;
}

/** What has no form of its own is written as JSON. @param {any} props */
function JsonField({ common, value, set }) {
  const read = (text) => {
    try {
      set(text.trim() ? JSON.parse(text) : undefined);
    } catch {
      set(text);
    }
  };
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);
  return html`<${Field} ...${common} value=${text} rows=${6} isMono=${true} onInput=${read} advice=${typeof value === "string" && value ? t("json-broken") : undefined} />`;
}
