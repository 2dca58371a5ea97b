// A table whose state is in the address: order, search, page. The server does the work.
import { html, useLayoutEffect, useState } from "../lib/html.js";
import { ariaSort, keepPageSize, LONGEST, nextSort, pageSize, SIZES } from "../lib/list.js";
import { calm } from "../lib/poll.js";
import { ask, go, place } from "../lib/route.js";
import { number, t } from "../lib/say.js";
import { reload } from "../lib/view.js";
import { NothingFound } from "./empty.js";
import { Select } from "./field.js";
import { Problem } from "./problem.js";

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} [sort] what the API sorts by
 * @property {(row: any) => any} show
 */

/** @param {{ caption: string, columns: Column[], rows: any[], href?: (row: any) => string, keyOf?: (row: any) => string, sort?: string }} props */
export function Table({ caption, columns, rows, href, keyOf = (row) => row.id, sort = "" }) {
  const order = place.value.query.get("sort") || sort;
  const open = (row) => (event) => {
    if (!href || event.target.closest("a, button, input, select")) return;
    if (!getSelection()?.toString()) go(href(row));
  };
  return html`
    <div class="table-wrap"><table>
      <caption class="hidden">${caption}</caption>
      <thead><tr>${columns.map((column) => html`
        <th scope="col" key=${column.title} aria-sort=${column.sort ? ariaSort(order, column.sort) : undefined}>
          ${column.sort ? html`<button type="button" onClick=${() => ask({ sort: nextSort(order, column.sort ?? ""), page: undefined })}>${column.title}</button>` : column.title}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`
        <tr key=${keyOf(row)} class=${href ? "is-link" : ""} onClick=${open(row)}>
          ${columns.map((column, i) => i === 0
            ? html`<th scope="row" key=${column.title}>${href ? html`<a href=${href(row)}>${column.show(row)}</a>` : column.show(row)}</th>`
            : html`<td key=${column.title} data-label=${column.title}>${column.show(row)}</td>`)}
        </tr>`)}</tbody>
    </table></div>`;
}

/** Not on a page that one has gone to meanwhile. */
const search = calm((text, path) => place.value.path === path && ask({ q: text, page: undefined }, "replace"), 250);

/** @param {{ label: string }} props */
export function Search({ label }) {
  const { path, query } = place.value, asked = query.get("q") ?? "";
  const [typed, setTyped] = useState(asked);
  // The address changes by Back, too; what is being typed is ahead of it. After the page is
  // drawn it would be too late: somebody may have begun to type.
  useLayoutEffect(() => setTyped(asked), [path, place.value.arrived]);
  const type = (text) => (setTyped(text), search(text, path));
  return html`<input class="input" type="search" aria-label=${label} placeholder=${label} maxlength=${LONGEST} value=${typed} onInput=${(event) => type(event.currentTarget.value)} />`;
}

/**
 * What a list has found: its rows and the way to more of them, or why there are none.
 * @param {{ data: any, names: string[], caption: string, columns: Column[], href: (row: any) => string, sort: string }} props
 *   `names`: the parts of the address that narrow the list
 */
export const Found = ({ data: { data: rows, total, error }, names, ...table }) =>
  error ? html`<${Problem} error=${error} />`
  : rows.length === 0 ? html`<${NothingFound} names=${names} />`
  : html`<${Table} ...${table} rows=${rows} /><${Pager} total=${total} shown=${rows.length} />`;

/** @param {{ total: number | undefined, shown: number }} props */
function Pager({ total = 0, shown }) {
  const page = Number(place.value.query.get("page") ?? 1), size = pageSize(), pages = Math.max(1, Math.ceil(total / size));
  if (total <= SIZES[0]) return html`<p class="pager" role="status">${t("rows", { count: total })}</p>`;
  const first = (page - 1) * size + 1;
  return html`
    <nav class="pager" aria-label=${t("pages")}>
      <span role="status">${t("rows-of", { first: number(first), last: number(first + shown - 1), total: number(total) })}</span>
      <div class="actions">
        <${Select} isBare=${true} isSmall=${true} label=${t("page-size")} value=${String(size)} choices=${SIZES.map((one) => ({ value: String(one), text: t("page-size-of", { size: one }) }))}
          onChange=${(value) => (keepPageSize(Number(value)), ask({ page: undefined }), reload())} />
        <button type="button" class="button is-small" disabled=${page <= 1} onClick=${() => ask({ page: page - 1 })}>${t("previous")}</button>
        <button type="button" class="button is-small" disabled=${page >= pages} onClick=${() => ask({ page: page + 1 })}>${t("next")}</button>
      </div>
    </nav>`;
}
