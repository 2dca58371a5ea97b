// Home: what to do first, and whether all is well.
import { html, useEffect, useState } from "../lib/html.js";
import { get } from "../lib/api.js";
import { number, t } from "../lib/say.js";
import { mayChange, person } from "../lib/session.js";
import { Icon } from "../parts/icon.js";
import { PageHead } from "../parts/page.js";
import { EventList } from "./activity/event-list.js";

export const load = () => Promise.all([get("/applications", { page: 1, page_size: 20, sort: "createdAt" }), get("/connectors")]);

/** @param {{ data: import("../lib/api.js").Answer[] }} props */
export function Page({ data: [applications, connectors] }) {
  const own = applications.data.filter((one) => one.source !== "built-in" && one.type !== "MachineToMachine");
  const start = mayChange() ? "/console/applications/create" : "/console/applications";
  const steps = [
    // Whoever set the instance up before mail could leave has yet to show that the address is theirs.
    ...(person.value?.email_verified === false ? [{ id: "prove-address", isDone: false, href: "/setup/email" }] : []),
    { id: "create-application", isDone: own.length > 0, href: own.length ? `/console/applications/${own.at(-1).id}/guide` : start, note: own.at(-1)?.name },
    { id: "send-real-email", isDone: connectors.data.some((one) => one.signet?.inForce), href: "/console/connectors/email-sms" },
    { id: "look-at-sign-in", isDone: false, isLook: true, href: "/console/sign-in-experience/sign-up-and-sign-in" },
    { id: "first-sign-in", isDone: own.some((one) => one.lastUsedAt), href: own.length ? `/console/applications/${own.at(-1).id}/guide` : "/console/applications" },
  ];
  const name = person.value?.name ?? person.value?.email ?? "";
  return html`
    <${PageHead} title=${name ? t("welcome", { name }) : t("home")} />
    <div class="stack"><${FirstSteps} steps=${steps} /><${People} /><${Lately} /></div>`;
}

/** @param {{ steps: any[] }} props */
const FirstSteps = ({ steps }) => html`
  <section class="panel" aria-labelledby="get-started">
    <div class="panel-head"><h2 id="get-started">${t("get-started")}</h2><a href=${mayChange() ? "/console/applications/create" : "/console/applications"}>${t("view-all")}</a></div>
    <p class="lead">${t("get-started-lead")}</p>
    <ol class="first-steps">${steps.map(({ id, isDone, isLook, href, note }) => html`
      <li key=${id} class=${isDone ? "is-done" : ""}><span class="first-step-mark">${isDone && html`<${Icon} name="check" size=${16} />`}</span>
        <div><a href=${href}>${t(id)}</a><span class="hidden"> ${isLook ? "" : t(isDone ? "is-done" : "is-open")}</span><p class="soft small">${isDone ? note : t(`${id}-text`)}</p></div></li>`)}</ol>
  </section>`;

/** Numbers come after the page: nobody waits for them. */
function People() {
  const [found, setFound] = useState(/** @type {any} */ (null));
  useEffect(() => void Promise.all([get("/dashboard/users/total"), get("/dashboard/users/new"), get("/dashboard/users/active")])
    .then(([total, fresh, active]) => setFound({ total: total.data.totalUserCount, fresh: fresh.data, active: active.data })).catch(() => {}), []);
  const rows = [["people-total", found?.total], ["people-new", found?.fresh?.last7Days?.count ?? found?.fresh?.today?.count], ["people-active", found?.active?.mau?.count]];
  return html`<dl class="numbers">${rows.map(([id, value]) => html`<div key=${id} class="panel"><dt class="soft small">${t(String(id))}</dt><dd>${value === undefined ? "–" : number(value)}</dd></div>`)}</dl>`;
}

function Lately() {
  const [found, setFound] = useState(/** @type {any} */ (null));
  useEffect(() => void get("/signet/events", { limit: 8, result: "error" }).then(({ data }) => setFound(data)).catch(() => {}), []);
  return html`
    <section class="stack-small" aria-labelledby="lately"><div class="panel-head"><h2 id="lately">${t("refused-recently")}</h2><a href="/console/activity/events?result=error">${t("view-activity")}</a></div>
      ${found && (found.events.length ? html`<${EventList} first=${{ events: found.events }} query=${{}} />` : html`<p class="panel soft">${t("nothing-refused")}</p>`)}</section>`;
}
