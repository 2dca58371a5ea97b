// What would be saved: each member that differs, old and new.
import { html } from "../../lib/html.js";
import { changes } from "../../lib/diff.js";
import { t } from "../../lib/say.js";

/** @param {{ draft: any, names: Record<string, string> }} props */
export function Review({ draft, names }) {
  const rows = Object.entries(draft.changed.value).flatMap(([key, value]) => changes(draft.saved.value[key], value, names[key] ?? key));
  if (!rows.length) return null;
  return html`
    <details class="panel"><summary><h2>${t("review", { count: rows.length })}</h2></summary>
      <dl class="facts small">${rows.map(({ path, was, is }) => html`
        <dt key=${path}>${path}</dt><dd><del class="mono">${was}</del> → <ins class="mono">${is}</ins></dd>`)}</dl></details>`;
}
