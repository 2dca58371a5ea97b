// A secret that can be replaced and never be read: what is saved is a mask.
import { html, useState } from "../lib/html.js";
import { t } from "../lib/say.js";
import { Field } from "./field.js";

const MASK = "********";

/** Whether a value only stands for a saved secret. */
export const isMask = (/** @type {unknown} */ value) => typeof value === "string" && (value === MASK || /^\*{4,}|^•{4,}/.test(value));

/**
 * @param {Omit<import("./field.js").FieldProps, "type"> & { saved?: string }} props `saved`: the mask of what is saved
 */
export function SecretField({ value, saved, onInput, readOnly, ...rest }) {
  const [isOpen, setOpen] = useState(false);
  const isSaved = isMask(value);
  if (isSaved && !isOpen) {
    const end = value.replace(/^[*•]+/, "");
    const beside = !readOnly && html`<button type="button" class="button" onClick=${() => setOpen(true)}>${t("replace")}<span class="hidden"> ${rest.label}</span></button>`;
    return html`<${Field} ...${rest} value=${end ? t("secret-ends", { end }) : t("secret-is-set")} readOnly=${true} onInput=${() => {}} beside=${beside} />`;
  }
  const keep = () => (setOpen(false), onInput(saved ?? MASK));
  const beside = isOpen && saved && html`<button type="button" class="button" onClick=${keep}>${t("keep-saved")}</button>`;
  return html`<${Field} ...${rest} type="password" isMono=${true} autocomplete="new-password" readOnly=${readOnly} value=${isSaved ? "" : value}
    onInput=${onInput} beside=${beside} />`;
}
