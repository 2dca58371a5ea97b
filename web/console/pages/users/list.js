// All people.
import { html } from "../../lib/html.js";
import { listed } from "../../lib/list.js";
import { nameOf } from "../../lib/names.js";
import { ask, place } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Badge } from "../../parts/badge.js";
import { Empty, isNarrowed } from "../../parts/empty.js";
import { Select } from "../../parts/field.js";
import { PageHead } from "../../parts/page.js";
import { Found, Search } from "../../parts/table.js";
import { When } from "../../parts/when.js";

const FILTERS = ["isSuspended", "neverSignedIn"];

export const load = (_, /** @type {URLSearchParams} */ query) => listed("/users", query, { sort: "-createdAt", filters: FILTERS });

export { nameOf };

const columns = () => [
  { title: t("email-address"), sort: "primaryEmail", show: (row) => nameOf(row) },
  { title: t("name"), sort: "name", show: (row) => row.name ?? "" },
  { title: t("username"), sort: "username", show: (row) => row.username ?? "" },
  { title: t("last-sign-in"), sort: "lastSignInAt", show: (row) => html`<${When} at=${row.lastSignInAt} />` },
  { title: t("created"), sort: "createdAt", show: (row) => html`<${When} at=${row.createdAt} />` },
  { title: t("state"), show: (row) => (row.isSuspended ? html`<${Badge} tone="bad">${t("suspended")}<//>` : "") },
];

function Filter() {
  const { query } = place.value, value = FILTERS.find((name) => query.get(name) === "true") ?? "";
  return html`<${Select} isBare=${true} label=${t("state")} value=${value} choices=${["", ...FILTERS].map((one) => ({ value: one, text: t(`users-${one || "all"}`) }))}
    onChange=${(next) => ask({ isSuspended: undefined, neverSignedIn: undefined, page: undefined, ...(next && { [next]: "true" }) })} />`;
}

/** @param {{ data: any }} props */
export function Page({ data }) {
  const isEmpty = !data.error && data.data.length === 0 && !isNarrowed(FILTERS);
  const actions = html`<a class="button" href="/console/users/explain">${t("explain-button")}</a>${mayChange() && html`<a class="button is-primary" data-primary href="/console/users/create">${t("add-user")}</a>`}`;
  return html`
    <${PageHead} title=${t("users")} actions=${actions} />
    ${isEmpty ? html`<${Empty} title=${t("users-empty")} text=${t("users-empty-text")} />` : html`
      <div class="toolbar"><${Search} label=${t("users-search")} /><${Filter} /></div>
      <${Found} data=${data} names=${FILTERS} caption=${t("users")} columns=${columns()} sort="-createdAt" href=${(row) => `/console/users/${row.id}/sign-ins`} />`}`;
}
