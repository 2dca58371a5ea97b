// Why somebody can sign in or cannot: the provider's own checks, in the order in which it makes them.
import { html, useEffect, useRef, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { has, language, moment, t } from "../../lib/say.js";
import { reload } from "../../lib/view.js";
import { Field, Select } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { words } from "../../lib/words.js";
import { Action } from "./explain-action.js";

/** Chosen to type the id of an application that is not in the list. */
const OTHER = "?";
const ICONS = /** @type {Record<string, string>} */ ({ pass: "check", fail: "cross", ask: "ask", skipped: "wait" });
const CLASSES = /** @type {Record<string, string>} */ ({ pass: "good", fail: "bad", ask: "", skipped: "soft" });

/** @param {{ identifier: string, isFixed?: boolean }} props */
export function Explain({ identifier, isFixed = false }) {
  const [address, setAddress] = useState(identifier), [chosen, choose] = useState(""), [typed, type] = useState(""), [uri, setUri] = useState(""), [applications, setApplications] = useState(/** @type {any[] | null} */ (null));
  const [answer, setAnswer] = useState(/** @type {any} */ (null)), [problem, setProblem] = useState("");
  useEffect(() => void get("/applications", { page: 1, page_size: 100, sort: "name" }).then(({ data }) => setApplications(data.filter((one) => one.type !== "MachineToMachine")), (error) => setProblem(words(error))), []);
  const application = chosen === OTHER ? typed.trim() : chosen;
  const asked = useRef(/** @type {any} */ (null));
  const ask = async (body) => {
    asked.current = body;
    const isLast = () => asked.current === body;
    await call("POST", "/signet/explain-sign-in", { body }).then(({ data }) => isLast() && (setAnswer({ ...data, address: body.identifier }), setProblem("")), (error) => isLast() && (setAnswer(null), setProblem(words(error))));
  };
  const submit = (event) => {
    event.preventDefault();
    return ask({ identifier: address.trim(), ...(application && { applicationId: application, ...(uri.trim() && { redirectUri: uri.trim() }) }) });
  };
  // Whoever comes with an address has asked already; another language has it answered anew.
  useEffect(() => {
    const last = asked.current ?? (identifier && !isFixed ? { identifier } : null);
    if (last) ask({ ...last });
  }, [language.value]);
  return html`
    <section class="panel stack-small" aria-labelledby="explain"><h2 id="explain" class=${isFixed ? "" : "hidden"}>${isFixed ? t("explain-who", { who: identifier }) : t("explain")}</h2>
      <form class="explain-form" novalidate onSubmit=${submit}>
        ${!isFixed && html`<${Field} label=${t("explain-whom")} inputmode="email" value=${address} onInput=${setAddress} />`}
        <${Select} label=${t("explain-application")} value=${chosen} onChange=${choose} choices=${[{ value: "", text: t("any-application") }, ...(applications ?? []).map((one) => ({ value: one.id, text: one.name })), { value: OTHER, text: t("other-application") }]} />
        ${chosen === OTHER && html`<${Field} label=${t("application-id")} value=${typed} onInput=${type} isMono=${true} />`}
        ${application && html`<${Field} label=${t("explain-redirect-uri")} value=${uri} onInput=${setUri} isMono=${true} inputmode="url" />`}
        <button class="button is-primary" data-primary disabled=${!address.trim() || !applications || (chosen && !application)}>${t("explain-check")}</button>
      </form>
      <div role="alert">${problem && html`<p class="problem">${problem}</p>`}</div>
      <div role="status">${answer && html`<${Answer} answer=${answer} onDone=${() => reload().then(() => ask({ ...asked.current }))} />`}</div>
    </section>`;
}

const nameOf = (id) => (has(`check-${id}`) ? t(`check-${id}`) : id);

/** @param {{ answer: any, onDone: () => Promise<unknown> }} props */
const Answer = ({ answer, onDone }) => html`
  <p class="notice ${answer.firstFailing ? "is-bad" : "is-good"}"><strong>${answer.sentence}</strong></p>
  <${Action} key=${answer.firstFailing} action=${answer.action} address=${answer.address} onDone=${onDone} />
  <ol class="timeline">${answer.checks.filter((check) => check.verdict !== "skipped").map((check) => html`
    <li key=${check.id} class=${CLASSES[check.verdict]}><${Icon} name=${ICONS[check.verdict]} size=${16} />
      <div><strong>${nameOf(check.id)}</strong><span class="hidden"> ${t(`verdict-${check.verdict}`)}</span> <span class="plain">${check.because}</span>
        ${check.until && html`<p class="small soft">${t("until", { time: moment(check.until) })}</p>`}
        ${check.remedy && html`<p class="remedy">→ ${check.remedy}</p>`}</div></li>`)}</ol>`;
