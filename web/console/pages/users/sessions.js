// User › Sessions: where somebody is signed in, and what applications may do for them.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { applicationName } from "../../lib/names.js";
import { moment, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { words } from "../../lib/words.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";
import { UserHead } from "./frame.js";

export const load = (/** @type {{ id: string }} */ { id }) => Promise.all([get(`/users/${id}`), get(`/users/${id}/sessions`, { include: "grants" })]);

const applicationLink = (id) => html`<a href="/console/applications/${id}/settings">${applicationName(id)}</a> `;

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export function Page({ data: [{ data: user, etag }, { data: { sessions, grants } }] }) {
  const [problem, setProblem] = useState("");
  // Each is to end whatever it has become since, so no tag is sent; one that is gone leaves the list.
  const end = (path, done) => call("DELETE", `/users/${user.id}${path}`).then(
    () => (setProblem(""), tell(t(done)), reload()),
    (error) => (setProblem(words(error)), error.status === 404 ? reload() : undefined));
  const button = (id, act, of) => mayChange() && html`<button type="button" class="link-button is-bad" onClick=${act}>${t(id)}<span class="hidden"> ${of}</span></button>`;
  const ofSessions = [
    { title: t("applications"), show: (row) => row.clientIds.map(applicationLink) },
    { title: t("signed-in"), show: (row) => html`<${When} at=${row.authenticatedAt} />` },
    { title: t("last-seen"), show: (row) => html`<${When} at=${row.lastSeenAt} />` },
    { title: t("expires"), show: (row) => html`<${When} at=${row.expiresAt} />` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => button("end-session", () => end(`/sessions/${row.id}`, "session-ended"), row.id) }] : []),
  ];
  const ofGrants = [
    { title: t("application"), show: (row) => applicationLink(row.clientId) },
    { title: t("scopes"), show: (row) => html`<span class="mono small">${row.scopes.join(" ")}</span>` },
    { title: t("created"), show: (row) => html`<${When} at=${row.createdAt} />` },
    { title: t("expires"), show: (row) => html`<${When} at=${row.expiresAt} />` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => button("revoke", () => end(`/grants/${row.id}`, "grant-revoked"), `${applicationName(row.clientId)} ${moment(row.createdAt)}`) }] : []),
  ];
  return html`
    <${UserHead} user=${user} etag=${etag} tab="sessions" />
    <div role="alert">${problem && html`<p class="notice is-bad">${problem}</p>`}</div>
    <div class="stack">
      <section class="stack-small" aria-labelledby="sessions"><div class="panel-head"><h2 id="sessions">${t("sessions")}</h2>${sessions.length + grants.length > 0 && mayChange() && html`<button type="button" class="button is-small is-bad" onClick=${() => end("/sessions", "signed-out-everywhere")}>${t("sign-out-everywhere")}</button>`}</div>
        ${sessions.length ? html`<${Table} caption=${t("sessions")} columns=${ofSessions} rows=${sessions} />` : html`<p class="panel soft">${t("sessions-empty")}</p>`}</section>
      <section class="stack-small" aria-labelledby="grants"><h2 id="grants">${t("grants")}</h2>
        ${grants.length ? html`<${Table} caption=${t("grants")} columns=${ofGrants} rows=${grants} />` : html`<p class="panel soft">${t("grants-empty")}</p>`}</section>
    </div>`;
}
