// Activity: everything that happened, narrowed by what is in the address.
import { html, useEffect, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { poll } from "../../lib/poll.js";
import { ask } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { reload } from "../../lib/view.js";
import { Check, Select } from "../../parts/field.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { EventList, kindOf, LIMIT } from "./event-list.js";

const FILTERS = ["result", "user", "application", "requestId", "flow"];

/** Kinds by what somebody looks for. */
const KINDS = /** @type {Record<string, string[]>} */ ({
  "sign-in": ["session.started", "session.ended", "tokens.issued", "tokens.refreshed", "machine.tokens_issued", "logout.dead", "consent.given", "consent.declined", "consent.revoked", "code.requested", "code.wrong", "code.refused", "code.accepted", "user.registered", "page.refused"],
  mail: ["mail.misconfigured", "mail.dead", "mail.retried", "mail.cancelled", "connector.tested"],
  administration: ["user.changed", "user.removed", "application.created", "application.changed", "application.removed", "secret.created", "secret.changed", "secret.removed", "secret.revealed",
    "resource.created", "resource.changed", "resource.removed", "role.created", "role.changed", "role.removed", "roles.given", "roles.taken", "settings.changed", "connector.created", "connector.changed", "connector.removed", "connector.revealed", "email_templates.changed"],
  security: ["limit.reached", "grant.code_replayed", "refresh.reused", "refresh.wrong_client", "recovery_code.made", "recovery_code.used", "setup_code.made", "user.passwords_read"],
});

const asked = (query) => ({
  kind: KINDS[query.get("about") ?? ""] ?? query.get("kind") ?? undefined,
  ...Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? undefined])), limit: LIMIT,
});

export const load = (_, /** @type {URLSearchParams} */ query) => get("/signet/events", asked(query));

export const ActivityHead = (/** @type {{ tab: string, actions?: any }} */ { tab, actions }) => html`
  <${PageHead} title=${t("activity")} actions=${actions} tabs=${html`<${Tabs} label=${t("activity")} tabs=${["events", "mail"].map((name) => ({ text: t(name), href: `/console/activity/${name}`, isCurrent: name === tab }))} />`} />`;

/** @param {{ data: import("../../lib/api.js").Answer, query: URLSearchParams }} props */
export function Page({ data: { data }, query }) {
  const [isFollowing, setFollowing] = useState(false);
  useEffect(() => (isFollowing ? poll(() => scrollY < 80 && reload(), 3000) : undefined), [isFollowing]);
  const narrowed = [...FILTERS, "kind"].filter((name) => query.get(name));
  return html`
    <${ActivityHead} tab="events" actions=${html`<${Check} label=${t("follow")} isOn=${isFollowing} onChange=${setFollowing} />`} />
    <div class="toolbar">
      <${Select} isBare=${true} label=${t("kind")} value=${query.get("about") ?? ""} onChange=${(about) => ask({ about, kind: undefined })}
        choices=${[{ value: "", text: t("all-kinds") }, ...Object.keys(KINDS).map((value) => ({ value, text: t(`about-${value}`) }))]} />
      <${Select} isBare=${true} label=${t("result")} value=${query.get("result") ?? ""} onChange=${(result) => ask({ result })}
        choices=${["", "success", "error"].map((value) => ({ value, text: t(`result-${value || "any"}`) }))} />
      <${Reference} />
    </div>
    ${narrowed.length > 0 && html`<p class="toolbar" role="status">${narrowed.map((name) => html`
      <button type="button" class="button is-small" key=${name} onClick=${() => ask({ [name]: undefined })}>${t(`narrow-${name}`)} <span class="mono">${name === "kind" ? kindOf(query.get(name) ?? "") : query.get(name)}</span> ✕<span class="hidden"> ${t("remove")}</span></button>`)}</p>`}
    <${EventList} key=${query.toString()} first=${data} query=${asked(query)} />`;
}

/** The short id on an end user's error page leads to what happened. */
function Reference() {
  const [text, setText] = useState("");
  const look = (event) => (event.preventDefault(), text.trim() && ask({ requestId: text.trim() }));
  return html`<form class="reference" onSubmit=${look}><input class="input" type="search" aria-label=${t("error-reference")} placeholder=${t("error-reference")} value=${text}
    onInput=${(event) => setText(event.currentTarget.value)} /><button class="button">${t("look-up")}</button></form>`;
}
