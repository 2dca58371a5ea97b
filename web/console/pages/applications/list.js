// All applications.
import { html } from "../../lib/html.js";
import { listed } from "../../lib/list.js";
import { ask, place } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { SourceBadge } from "../../parts/badge.js";
import { CopyButton } from "../../parts/copy-button.js";
import { Empty, isNarrowed } from "../../parts/empty.js";
import { Select } from "../../parts/field.js";
import { PageHead } from "../../parts/page.js";
import { Found, Search } from "../../parts/table.js";
import { When } from "../../parts/when.js";
import { GROUPS } from "../../guides/frameworks.js";

const FILTERS = ["types"];

export const load = (_, /** @type {URLSearchParams} */ query) => listed("/applications", query, { sort: "-createdAt", filters: FILTERS });

const columns = () => [
  { title: t("name"), sort: "name", show: (row) => row.name },
  { title: t("type"), show: (row) => t(`type-${row.type}`) },
  { title: t("application-id"), show: (row) => html`<span class="with-copy"><span class="mono">${row.id}</span><${CopyButton} text=${row.id} of="${t("application-id")} ${row.name}" /></span>` },
  { title: t("last-used"), sort: "lastUsedAt", show: (row) => html`<${When} at=${row.lastUsedAt} />` },
  { title: t("source"), show: (row) => html`<${SourceBadge} of=${row} />` },
];

const Types = () => html`
  <${Select} isBare=${true} label=${t("type")} value=${place.value.query.get("types") ?? ""} onChange=${(types) => ask({ types, page: undefined })}
    choices=${[{ value: "", text: t("all-types") }, ...GROUPS.map((value) => ({ value, text: t(`type-${value}`) }))]} />`;

/** @param {{ data: any }} props */
export function Page({ data }) {
  const create = mayChange() && html`<a class="button is-primary" data-primary href="/console/applications/create">${t("create-application")}</a>`;
  const isEmpty = !data.error && data.data.length === 0 && !isNarrowed(FILTERS);
  return html`
    <${PageHead} title=${t("applications")} lead=${t("applications-lead")} actions=${!isEmpty && create} />
    ${isEmpty ? html`<${Empty} title=${t("applications-empty")} text=${t("applications-empty-text")}>${create}<//>` : html`
      <div class="toolbar"><${Search} label=${t("applications-search")} /><${Types} /></div>
      <${Found} data=${data} names=${FILTERS} caption=${t("applications")} columns=${columns()} sort="-createdAt" href=${(row) => `/console/applications/${row.id}/settings`} />`}`;
}
