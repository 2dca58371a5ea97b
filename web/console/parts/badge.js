// Small words about the standing of a thing.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";

/** @param {{ tone?: "good" | "bad" | "warn", children?: any }} props */
export const Badge = ({ tone, children }) => html`<span class="badge ${tone ? `is-${tone}` : ""}">${children}</span>`;

/**
 * Where a thing is declared, if that is not the console.
 * @param {{ of: { source?: string, declaredAt?: string } }} props
 */
export function SourceBadge({ of }) {
  if (of.declaredAt || of.source === "file") return html`<${Badge}><span class="mono">${of.declaredAt ?? "signet.toml"}</span><//>`;
  if (of.source && of.source !== "console") return html`<${Badge}>${t("built-in")}<//>`;
  return null;
}

/** Whether something else than the console owns a thing: the file, or Signet itself. */
export const isOwned = (/** @type {{ source?: string } | null | undefined} */ of) => Boolean(of?.source && of.source !== "console");

/**
 * Why nothing can be changed here, where that is so.
 * @param {{ of: { source?: string, declaredAt?: string } }} props
 */
export function DeclaredNotice({ of }) {
  if (!isOwned(of)) return null;
  if (of.source !== "file") return html`<p class="notice"><span>${t("built-in-text")}</span></p>`;
  return html`<p class="notice"><span>${t("declared-in-file", { place: of.declaredAt ?? "signet.toml" })}</span></p>`;
}
