// Activity: everything that happened, narrowed by what is in the address.
import { html, useEffect, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { LONGEST } from "../../lib/list.js";
import { shapeOf } from "../../lib/matching.js";
import { applicationName, applications, personName } from "../../lib/names.js";
import { poll } from "../../lib/poll.js";
import { ask } from "../../lib/route.js";
import { fromField, t, toField } from "../../lib/say.js";
import { reload } from "../../lib/view.js";
import { Check, Select } from "../../parts/field.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { EventList, kindOf, LIMIT } from "./event-list.js";

const FILTERS = ["result", "user", "application", "requestId", "flow", "start", "end"], CHIPS = ["user", "address", "requestId", "flow"];

/** Kinds by what somebody looks for. */
const KINDS = /** @type {Record<string, string[]>} */ ({
  "sign-in": ["session.started", "session.ended", "tokens.issued", "tokens.refreshed", "machine.tokens_issued", "logout.dead", "consent.given", "consent.declined", "consent.revoked", "code.requested", "code.wrong", "code.refused", "code.accepted", "password.wrong", "password.accepted", "user.registered", "page.refused"],
  mail: ["mail.misconfigured", "mail.dead", "mail.retried", "mail.cancelled", "connector.tested"],
  administration: ["user.changed", "user.removed", "application.created", "application.changed", "application.removed", "secret.created", "secret.changed", "secret.removed", "secret.revealed",
    "resource.created", "resource.changed", "resource.removed", "role.created", "role.changed", "role.removed", "roles.given", "roles.taken", "settings.changed", "connector.created", "connector.changed", "connector.removed", "connector.revealed", "email_templates.changed"],
  security: ["limit.reached", "limit.lifted", "grant.code_replayed", "refresh.reused", "refresh.wrong_client", "recovery_code.made", "recovery_code.used", "setup_code.made", "user.passwords_read"],
});

const asked = (query, /** @type {string | undefined} */ user) => ({
  kind: KINDS[query.get("about") ?? ""] ?? query.get("kind") ?? undefined,
  ...Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? undefined])), ...(user && { user }), limit: LIMIT,
});

/** Events name an account: an address is that of one, or of none. */
export async function load(_, /** @type {URLSearchParams} */ query) {
  const address = query.get("address");
  // No account has an address that is too long to be looked for.
  const found = address && (address.length > LONGEST ? [] : (await get("/users", { "search.primaryEmail": address, "mode.primaryEmail": "exact", page: 1, page_size: 1 })).data);
  const sought = asked(query, found?.[0]?.id);
  return { sought, data: found?.length === 0 ? { events: [] } : (await get("/signet/events", sought)).data };
}

export const ActivityHead = (/** @type {{ tab: string, actions?: any }} */ { tab, actions }) => html`
  <${PageHead} title=${t("activity")} actions=${actions} tabs=${html`<${Tabs} label=${t("activity")} tabs=${["events", "mail"].map((name) => ({ text: t(name), href: `/console/activity/${name}`, isCurrent: name === tab }))} />`} />`;

/** @param {{ data: any, query: URLSearchParams }} props */
export function Page({ data: { data, sought }, query }) {
  const [isFollowing, setFollowing] = useState(false);
  // An error page may be older than the event that is written of it.
  const isAwaited = query.has("requestId") && data.events.length === 0;
  // Whoever has scrolled down is reading.
  useEffect(() => (isFollowing || isAwaited ? poll(() => scrollY < 80 && reload(), 3000) : undefined), [isFollowing, isAwaited]);
  const narrowed = CHIPS.filter((name) => query.get(name)), address = query.get("address");
  return html`
    <${ActivityHead} tab="events" actions=${html`<${Check} label=${t("follow")} isOn=${isFollowing} onChange=${setFollowing} />`} />
    <${Filters} query=${query} />
    ${narrowed.length > 0 && html`<p class="toolbar" role="status">${narrowed.map((name) => html`<${Chip} key=${name} name=${name} value=${query.get(name) ?? ""} />`)}
      ${address && html`<a href="/console/users/explain?identifier=${encodeURIComponent(address)}">${t("attempts-of", { address })}</a>`}</p>`}
    <${EventList} key=${query.toString()} first=${data} query=${sought} />`;
}

/** What the list is narrowed by, and a way out. @param {{ name: string, value: string }} props */
const Chip = ({ name, value }) => html`
  <button type="button" class="button is-small" onClick=${() => ask({ [name]: undefined })}>${t(`narrow-${name}`)} <span class="mono">${name === "user" ? personName(value) : value}</span> ✕<span class="hidden"> ${t("remove")}</span></button>`;

/** @param {{ query: URLSearchParams }} props */
function Filters({ query }) {
  const of = (/** @type {string} */ name) => query.get(name) ?? "", application = of("application");
  const kinds = Object.entries(KINDS).flatMap(([about, all]) => [[about, t(`about-${about}`)], ...all.map((kind) => [kind, `\u2003${kindOf(kind)}`])]);
  const known = applications().map(({ id, name }) => [id, name]);
  // One that is not among the newest hundred is still what the list is narrowed to.
  if (application && !known.some(([id]) => id === application)) known.push([application, applicationName(application)]);
  const select = (label, value, choices, onChange) => html`<${Select} isBare=${true} label=${label} value=${value} choices=${choices.map(([value, text]) => ({ value, text }))} onChange=${onChange} />`;
  return html`
    <div class="toolbar">
      ${select(t("kind"), of("about") || of("kind"), [["", t("all-kinds")], ...kinds], (value) => ask({ about: undefined, kind: undefined, [KINDS[value] ? "about" : "kind"]: value }))}
      ${select(t("result"), of("result"), ["any", "success", "error"].map((value) => [value === "any" ? "" : value, t(`result-${value}`)]), (result) => ask({ result }))}
      ${select(t("application"), application, [["", t("all-applications")], ...known], (id) => ask({ application: id }))}
      ${["start", "end"].map((name) => html`<label class="small" key=${name}>${t(`narrow-${name}`)} <input class="input" type="datetime-local" value=${of(name) && toField(Number(of(name)))}
        onChange=${(event) => ask({ [name]: fromField(event.currentTarget.value) || undefined }, "replace")} /></label>`)}
      <${Reference} />
    </div>`;
}

/** By its shape one knows what is looked for; the short id of an end user's error page leads to what happened. */
function Reference() {
  const [text, setText] = useState("");
  const look = (event) => {
    event.preventDefault();
    const sought = text.trim(), shape = shapeOf(sought);
    if (sought) ask({ [["address", "user", "application"].includes(shape) ? shape : "requestId"]: sought });
  };
  return html`<form class="reference" onSubmit=${look}><input class="input" type="search" aria-label=${t("error-reference")} placeholder=${t("error-reference")} value=${text}
    onInput=${(event) => setText(event.currentTarget.value)} /><button class="button">${t("look-up")}</button></form>`;
}
