// Events, the newest first; a row opens with everything that is known of it.
import { html, useLayoutEffect, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { grouped } from "../../lib/grouped.js";
import { applicationName, personName } from "../../lib/names.js";
import { has, moment, number, t } from "../../lib/say.js";
import { why } from "../../lib/words.js";
import { Badge } from "../../parts/badge.js";
import { CodeBlock } from "../../parts/code-block.js";
import { Problem } from "../../parts/problem.js";
import { When } from "../../parts/when.js";

export const LIMIT = 50;

/** The words for a kind of event: `user.registered`. */
export const kindOf = (/** @type {string} */ kind) => {
  const id = `event-${kind.replaceAll(".", "-")}`;
  return has(id) ? t(id) : kind;
};

/** @param {{ first: any, query: Record<string, any> }} props */
export function EventList({ first, query }) {
  const [more, setMore] = useState(/** @type {any[]} */ ([])), [next, setNext] = useState(/** @type {string | undefined} */ (undefined)), [error, setError] = useState(/** @type {any} */ (null));
  // What came meanwhile has moved everything on: the older ones are asked for again.
  useLayoutEffect(() => setMore([]), [first]);
  const events = [...first.events, ...more], after = more.length ? next : first.next;
  const load = () => get("/signet/events", { ...query, after, limit: LIMIT }).then(({ data }) => (setMore([...more, ...data.events]), setNext(data.next), setError(null)), setError);
  if (!events.length) return html`<p class="panel soft">${t("events-empty")}</p>`;
  return html`
    <ul class="events">${grouped(events).map((group) => (group.length > 1 ? html`<${Group} key=${group[0].id} events=${group} />` : html`<${Event} key=${group[0].id} event=${group[0]} />`))}</ul>
    ${error && html`<${Problem} error=${error} again=${load} />`}
    ${after && html`<div class="actions centered"><button type="button" class="button" onClick=${load}>${t("show-more")}</button></div>`}`;
}

/** @param {{ event: any, times?: number }} props */
function Summary({ event, times = 1 }) {
  const isBad = event.result === "error";
  const { failure, cause, error, because, reason, limit, email } = event.data ?? {};
  const people = new Set([event.actor?.kind === "user" && event.actor.id, event.userId]);
  const detail = failure ?? cause ?? error ?? because ?? reason ?? limit ?? email;
  return html`
    <summary><span class="dot ${isBad ? "is-bad" : ""}" aria-hidden="true"></span><span class="event-kind">${kindOf(event.kind)}</span>
      ${times > 1 && html`<${Badge}>× ${number(times)}<//>`}${isBad && html`<${Badge} tone="bad">${t("refused")}<//>`}
      <span class="event-detail soft">${typeof detail === "string" ? why(detail) : ""}</span>
      <span class="soft small">${[...[...people].map((id) => id && personName(id)), applicationName(event.applicationId)].filter(Boolean).join(" · ")}</span>
      <span class="soft small event-when"><${When} at=${event.at} /></span></summary>`;
}

/** The same several times in a row: one line, which opens to each of them. @param {{ events: any[] }} props */
const Group = ({ events }) => html`
  <li><details><${Summary} event=${events[0]} times=${events.length} />
    <ul class="events is-inner">${events.map((event) => html`<${Event} key=${event.id} event=${event} />`)}</ul></details></li>`;

/** Who or what it is, by name. @param {{ kind: string, id: string }} props */
const Named = ({ kind, id }) => (kind === "user"
  ? html`<a href="/console/users/${id}/sign-ins">${personName(id)}</a>`
  : html`<a href="/console/applications/${id}/settings">${applicationName(id)}</a>`);

/** @param {{ event: any }} props */
export const Event = ({ event }) => html`
  <li><details>
    <${Summary} event=${event} />
    <div class="event-more"><dl class="facts small">
      <dt>${t("time")}</dt><dd>${moment(event.at)}</dd>
      ${event.actor && html`<dt>${t("actor")}</dt><dd>${t(`actor-${event.actor.kind}`)} ${event.actor.id && html`<${Named} ...${event.actor} />`}</dd>`}
      ${event.userId && html`<dt>${t("user")}</dt><dd><${Named} kind="user" id=${event.userId} /></dd>`}
      ${event.applicationId && html`<dt>${t("application")}</dt><dd><${Named} kind="application" id=${event.applicationId} /></dd>`}
      ${event.requestId && html`<dt>${t("request-id")}</dt><dd><a class="mono" href="/console/activity/events?requestId=${event.requestId}">${event.requestId}</a></dd>`}
      ${event.flow && html`<dt>${t("sign-in-flow")}</dt><dd><a class="mono" href="/console/activity/events?flow=${event.flow}">${event.flow}</a></dd>`}
      ${event.ip && html`<dt>${t("network")}</dt><dd class="mono">${event.ip}</dd>`}
      ${event.userAgent && html`<dt>${t("browser")}</dt><dd>${event.userAgent}</dd>`}
    </dl><${CodeBlock} blocks=${[{ text: JSON.stringify(event, null, 2), label: "JSON" }]} /></div>
  </details></li>`;
