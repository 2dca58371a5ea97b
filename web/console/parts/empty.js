// A list with nothing in it: what it is for, and how to begin; or what was searched in vain.
import { html } from "../lib/html.js";
import { ask, place } from "../lib/route.js";
import { t } from "../lib/say.js";

/** @param {{ title: string, text: string, children?: any }} props */
export const Empty = ({ title, text, children }) => html`
  <div class="panel empty"><h2>${title}</h2><p>${text}</p>${children && html`<div class="actions">${children}</div>`}</div>`;

/** @param {{ names: string[] }} props the parts of the address that narrow the list */
export const NothingFound = ({ names }) => html`
  <div class="panel empty"><h2>${t("nothing-found", { query: place.value.query.get("q") || "…" })}</h2>
    <div class="actions"><button type="button" class="button" onClick=${() => ask(Object.fromEntries([...names, "q", "page"].map((name) => [name, undefined])))}>${t("clear-search")}</button></div></div>`;

/** Whether the address narrows the list. */
export const isNarrowed = (/** @type {string[]} */ names) => ["q", ...names].some((name) => place.value.query.get(name));
