// Copies a text and says so.
import { html, useState } from "../lib/html.js";
import { later } from "../lib/poll.js";
import { t } from "../lib/say.js";
import { tell } from "../lib/toast.js";
import { Icon } from "./icon.js";

/** @param {{ text: string, of: string, hasWords?: boolean }} props `of`: what it is, for whom the button is read aloud */
export function CopyButton({ text, of, hasWords = false }) {
  const [isDone, setDone] = useState(false);
  const act = async () => {
    // Some browsers grant no clipboard; there the text can still be selected.
    const worked = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
    tell(t(worked ? "copied" : "copy-failed"));
    setDone(worked);
    later(() => setDone(false), 2000);
  };
  const icon = html`<${Icon} name=${isDone ? "check" : "copy"} size=${16} />`;
  return hasWords
    ? html`<button type="button" class="button is-small" onClick=${act}>${icon}${t("copy")}<span class="hidden"> ${of}</span></button>`
    : html`<button type="button" class="icon-button is-small" aria-label=${t("copy-of", { of })} onClick=${act}>${icon}</button>`;
}

/** A value that is there to be copied. @param {{ text: string, of: string }} props */
export const Copyable = ({ text, of }) => html`<span class="mono">${text}</span><${CopyButton} text=${text} of=${of} />`;
