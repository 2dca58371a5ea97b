// Home: what to do first, and whether all is well.
import { html, useEffect, useState } from "../lib/html.js";
import { get } from "../lib/api.js";
import { applicationName } from "../lib/names.js";
import { byCause, placeOf } from "../lib/refusals.js";
import { has, number, t } from "../lib/say.js";
import { mayChange, person } from "../lib/session.js";
import { Icon } from "../parts/icon.js";
import { PageHead } from "../parts/page.js";
import { When } from "../parts/when.js";

const DAY = 86_400_000;

export const load = () => Promise.all([get("/applications", { page: 1, page_size: 20, sort: "createdAt" }), get("/connectors")]);

const newest = (/** @type {Record<string, any>} */ query) => get("/signet/events", { ...query, limit: 1 }).then(({ data }) => data.events[0]);

/** What comes after the page, which does not wait for it. @param {() => Promise<any>} look */
function useLater(look) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  useEffect(() => void look().then(setFound, () => {}), []);
  return found;
}

/** @param {{ data: import("../lib/api.js").Answer[] }} props */
export function Page({ data: [applications, connectors] }) {
  const [made, changed] = useLater(() => Promise.all([newest({ kind: "recovery_code.made", start: Date.now() - 7 * DAY }), newest({ kind: "settings.changed" })])) ?? [];
  const steps = stepsOf(applications.data, connectors.data, Boolean(changed));
  const name = person.value?.name ?? person.value?.email ?? "", isOver = steps.every((step) => step.isDone), first = html`<${FirstSteps} steps=${steps} />`;
  return html`
    <${PageHead} title=${name ? t("welcome", { name }) : t("home")} />
    <div class="stack">
      ${made && html`<div class="notice is-warn" role="status"><div>${t("recovery-made")} <${When} at=${made.at} /></div><a href="/console/activity/events?about=security">${t("recovery-look")}</a></div>`}
      ${!isOver && first}<${People} /><${Refusals} />${isOver && first}</div>`;
}

/** The first steps, each done or not by what there is: whoever has signed in has seen the page, and so has whoever changed it. */
function stepsOf(/** @type {any[]} */ applications, /** @type {any[]} */ connectors, /** @type {boolean} */ isChanged) {
  const own = applications.filter((one) => one.source !== "built-in" && one.type !== "MachineToMachine");
  const last = own.at(-1), isUsed = own.some((one) => one.lastUsedAt), guide = last && `/console/applications/${last.id}/guide`;
  return [
    // Whoever set the instance up before mail could leave has yet to show that the address is theirs:
    // until then the account has none.
    ...(person.value && !person.value.email_verified ? [{ id: "prove-address", isDone: false, href: "/setup/email" }] : []),
    { id: "create-application", isDone: Boolean(last), href: guide ?? all(), note: last?.name },
    { id: "send-real-email", isDone: connectors.some((one) => one.signet?.inForce), href: "/console/connectors/email-sms" },
    { id: "look-at-sign-in", isDone: isUsed || isChanged, href: "/console/sign-in-experience/sign-up-and-sign-in" },
    { id: "first-sign-in", isDone: isUsed, href: guide ?? "/console/applications" },
  ];
}

/** Where all frameworks are, for whoever may make something of them. */
const all = () => (mayChange() ? "/console/applications/create" : "/console/applications");

/** @param {{ steps: any[] }} props */
const FirstSteps = ({ steps }) => html`
  <section class="panel" aria-labelledby="get-started">
    <div class="panel-head"><h2 id="get-started">${t("get-started")}</h2><a href=${all()}>${t("view-all")}</a></div>
    <p class="lead">${t("get-started-lead")}</p>
    <ol class="first-steps">${steps.map(({ id, isDone, href, note }) => html`
      <li key=${id} class=${isDone ? "is-done" : ""}><span class="first-step-mark">${isDone && html`<${Icon} name="check" size=${16} />`}</span>
        <div><a href=${href}>${t(id)}</a><span class="hidden"> ${t(isDone ? "is-done" : "is-open")}</span><p class="soft small">${note ?? t(`${id}-text`)}</p></div></li>`)}</ol>
  </section>`;

function People() {
  const found = useLater(async () => {
    const [total, fresh, active] = await Promise.all([get("/dashboard/users/total"), get("/dashboard/users/new"), get("/dashboard/users/active")]);
    return { total: total.data.totalUserCount, fresh: fresh.data.last7Days.count, active: active.data.mau.count };
  });
  return html`<dl class="numbers">${["total", "fresh", "active"].map((id) => html`<div key=${id} class="panel"><dt class="soft small">${t(`people-${id}`)}</dt><dd>${found ? number(found[id]) : "–"}</dd></div>`)}</dl>`;
}

/** The name of a cause: that of an error page, else that of the kind of event. */
function nameOf({ cause, kind }) {
  const ids = [`refusal-${cause}`, `event-${kind.replaceAll(".", "-")}`];
  return t(ids.find(has) ?? kind);
}

function Refusals() {
  const events = useLater(() => get("/signet/events", { result: "error", start: Date.now() - DAY, limit: 100 }))?.data.events;
  return html`
    <section class="stack-small" aria-labelledby="refused-recently"><div class="panel-head"><h2 id="refused-recently">${t("refused-recently")}</h2><a href="/console/activity/events?result=error">${t("view-activity")}</a></div>
      ${events && (events.length ? html`<ul class="panel is-bare connector-rows">${byCause(events).map((group) => html`
        <li key=${placeOf(group) + group.cause} class="connector-row"><div><a class="row-link" href=${placeOf(group)}>${number(group.count)} × ${nameOf(group)}${group.applicationId && ` · ${applicationName(group.applicationId)}`}</a></div>
          <span class="soft small"><${When} at=${group.at} /></span></li>`)}</ul>` : html`<p class="panel soft">${t("nothing-refused")}</p>`)}
    </section>`;
}
