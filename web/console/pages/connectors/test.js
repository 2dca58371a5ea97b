// Sends one mail by what is typed and not saved, and tells each step and the provider's own answer.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { cleaned } from "../../lib/connector.js";
import { COMMON, sent, USAGES } from "../../lib/deliveries.js";
import { duration, has, language, t } from "../../lib/say.js";
import { person } from "../../lib/session.js";
import { Field, Select } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { words } from "../../lib/words.js";

const stepOf = (name) => (has(`step-${name}`) ? t(`step-${name}`) : name);

/** @param {{ factoryId: string, edit: any, isReady: boolean }} props */
export function Test({ factoryId, edit, isReady }) {
  const config = edit.value.value;
  const [address, setAddress] = useState(person.value?.email ?? ""), [trial, setTrial] = useState(/** @type {any} */ (null)), [problem, setProblem] = useState(""), [isBusy, setBusy] = useState(false), [usage, setUsage] = useState("Generic");
  const isWithoutGeneric = factoryId === "mailgun-email" && usage === "Generic" && sent(config.deliveries, "Generic") === "fails";
  // A template may be missing at Mailgun: what is written here comes first.
  const ready = COMMON.filter((one) => config.deliveries?.[one]), other = ready.find((one) => !config.deliveries[one].template) ?? ready[0];
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    setTrial(null);
    const body = { email: address.trim(), config: cleaned(config), usageType: usage, locale: language.value };
    await call("POST", `/connectors/${factoryId}/test`, { body, prefer: "return=representation" }).then(({ data }) => (setTrial(data), setProblem("")), (error) => setProblem(words(error)));
    setBusy(false);
  };
  const addGeneric = () => edit.set("deliveries", { ...config.deliveries, Generic: { subject: t("sample-subject"), html: t("sample-html"), text: t("sample-text") } });
  return html`
    <section class="panel stack-small" aria-labelledby="test"><h2 id="test">${t("test")}</h2><p class="hint">${t("test-hint")}</p>
      ${isWithoutGeneric && html`<div class="notice is-warn"><div>${t("test-no-generic")}</div><button type="button" class="button is-small" onClick=${addGeneric}>${t("add-generic")}</button>
        ${other && html`<button type="button" class="button is-small" onClick=${() => setUsage(other)}>${t("test-instead", { usage: t(`usage-${other}`) })}</button>`}</div>`}
      <form class="fields" onSubmit=${send} novalidate>
        <${Select} label=${t("usage")} value=${usage} choices=${USAGES.map((value) => ({ value, text: t(`usage-${value}`) }))} onChange=${setUsage} />
        <${Field} label=${t("email-address")} type="email" autocomplete="email" value=${address} onInput=${setAddress} problem=${problem}
          beside=${html`<button class="button" disabled=${isBusy || !address.includes("@") || !isReady}>${t(isBusy ? "sending" : "send")}</button>`} />
      </form>
      <div role="status">${trial && html`<${Trial} trial=${trial} />`}</div>
    </section>`;
}

/** @param {{ trial: any }} props */
const Trial = ({ trial }) => html`
  <ol class="timeline">${trial.steps.map((step, /** @type {number} */ i) => {
    const isBad = !trial.accepted && i === trial.steps.length - 1;
    return html`<li key=${i} class=${isBad ? "bad" : "good"}><${Icon} name=${isBad ? "cross" : "check"} size=${16} /><div><strong>${stepOf(step.name)}</strong> <span class="small soft">${duration(step.took)}</span><p class="small mono">${step.detail}</p></div></li>`;
  })}</ol>
  ${trial.accepted ? html`<p class="notice is-good"><span>${t("test-accepted")}</span></p>` : html`<div class="notice is-bad"><div><strong>${t("test-refused")}</strong>${trial.error && html`<p class="mono small">${trial.error}</p>`}${trial.advice && html`<p>${trial.advice}</p>`}</div></div>`}`;
