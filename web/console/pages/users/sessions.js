// User › Sessions: where somebody is signed in, and what applications may do for them.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { applicationName } from "../../lib/names.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { words } from "../../lib/words.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";
import { UserHead } from "./frame.js";

export const load = (/** @type {{ id: string }} */ { id }) => Promise.all([get(`/users/${id}`), get(`/users/${id}/sessions`), get(`/users/${id}/grants`)]);

const applicationLink = (id) => html`<a href="/console/applications/${id}/settings">${applicationName(id)}</a> `;

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export function Page({ data: [{ data: user }, { data: { sessions } }, { data: { grants } }] }) {
  const [problem, setProblem] = useState("");
  const end = (path, done) => call("DELETE", path).then(() => (tell(t(done)), reload()), (error) => setProblem(words(error)));
  const all = async () => {
    setProblem("");
    const paths = [...sessions.map(({ id }) => `/users/${user.id}/sessions/${id}`), ...grants.map(({ id }) => `/users/${user.id}/grants/${id}`)];
    // What has gone with another one is gone.
    const ends = paths.map((path) => call("DELETE", path).then(() => null, (error) => (error.status === 404 ? null : error)));
    const failed = (await Promise.all(ends)).find(Boolean);
    if (failed) setProblem(words(failed));
    else tell(t("signed-out-everywhere"));
    await reload();
  };
  const button = (id, act, of) => mayChange() && html`<button type="button" class="link-button is-bad" onClick=${act}>${t(id)}<span class="hidden"> ${of}</span></button>`;
  const ofSessions = [
    { title: t("applications"), show: (row) => row.clientIds.map(applicationLink) },
    { title: t("signed-in"), show: (row) => html`<${When} at=${row.authenticatedAt} />` },
    { title: t("last-seen"), show: (row) => html`<${When} at=${row.lastSeenAt} />` },
    { title: t("expires"), show: (row) => html`<${When} at=${row.expiresAt} />` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => button("end-session", () => end(`/users/${user.id}/sessions/${row.id}`, "session-ended"), row.id) }] : []),
  ];
  const ofGrants = [
    { title: t("application"), show: (row) => applicationLink(row.clientId) },
    { title: t("scopes"), show: (row) => html`<span class="mono small">${row.scopes.join(" ")}</span>` },
    { title: t("created"), show: (row) => html`<${When} at=${row.createdAt} />` },
    { title: t("expires"), show: (row) => html`<${When} at=${row.expiresAt} />` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => button("revoke", () => end(`/users/${user.id}/grants/${row.id}`, "grant-revoked"), applicationName(row.clientId)) }] : []),
  ];
  return html`
    <${UserHead} user=${user} tab="sessions" />
    <div role="alert">${problem && html`<p class="notice is-bad">${problem}</p>`}</div>
    <div class="stack">
      <section class="stack-small" aria-labelledby="sessions"><div class="panel-head"><h2 id="sessions">${t("sessions")}</h2>${sessions.length + grants.length > 0 && mayChange() && html`<button type="button" class="button is-small is-bad" onClick=${all}>${t("sign-out-everywhere")}</button>`}</div>
        ${sessions.length ? html`<${Table} caption=${t("sessions")} columns=${ofSessions} rows=${sessions} />` : html`<p class="panel soft">${t("sessions-empty")}</p>`}</section>
      <section class="stack-small" aria-labelledby="grants"><h2 id="grants">${t("grants")}</h2>
        ${grants.length ? html`<${Table} caption=${t("grants")} columns=${ofGrants} rows=${grants} />` : html`<p class="panel soft">${t("grants-empty")}</p>`}</section>
    </div>`;
}
