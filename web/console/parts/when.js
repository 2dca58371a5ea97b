// A moment, told by how long ago it was; exactly for whoever points at it.
import { html } from "../lib/html.js";
import { ago, moment, t } from "../lib/say.js";

/** @param {{ at: number | null | undefined, otherwise?: string }} props */
export const When = ({ at, otherwise = t("never") }) =>
  at ? html`<time datetime=${new Date(at).toISOString()} title=${moment(at)}>${ago(at)}</time>` : html`<span class="soft">${otherwise}</span>`;
