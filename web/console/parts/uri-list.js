// A list of URIs: several lines can be pasted at once, and each is judged as it is typed.
import { html, useId, useRef } from "../lib/html.js";
import { advise } from "../lib/redirect-uri.js";
import { t } from "../lib/say.js";
import { Icon } from "./icon.js";

/**
 * @typedef {object} UriListProps
 * @property {string} label
 * @property {string} hint
 * @property {string[]} uris
 * @property {string} [problem]
 * @property {boolean} [readOnly]
 * @property {boolean} [isNative]
 * @property {boolean} [isBare]
 * @property {any} [children] what stands between the list and the next field
 * @property {(uris: string[]) => void} onChange
 */

/** @param {UriListProps} props */
export function UriList({ label, hint, uris, problem, readOnly = false, isNative, isBare, children, onChange }) {
  const id = useId(), list = useRef(/** @type {HTMLElement | null} */ (null)), rows = uris.length ? uris : [""];
  // A refusal quotes the one that it is about.
  const wrong = Math.max(0, rows.findIndex((uri) => problem?.includes(JSON.stringify(uri))));
  // What is pasted may be many lines, or what a form elsewhere separated by commas.
  const put = (i, text) => {
    const parts = text.split(/[\s,]+(?=[a-z][a-z0-9+.-]*:)|\n+/i).map((part) => part.trim());
    onChange(rows.toSpliced(i, 1, ...parts).filter((uri, n) => uri || n === i));
  };
  const focusLast = () => requestAnimationFrame(() => /** @type {HTMLElement | undefined} */ (list.current?.querySelectorAll("input")[rows.length])?.focus());
  const remove = (i) => {
    onChange(rows.toSpliced(i, 1).filter(Boolean));
    /** @type {HTMLElement | null | undefined} */ (list.current?.querySelector("input"))?.focus();
  };
  return html`
    <fieldset class="uri-list field" ref=${list} aria-describedby="${id}-hint">
      <legend class="legend">${label}</legend>
      <p class="hint" id="${id}-hint">${hint}</p>
      ${rows.map((uri, i) => html`<${Row} key=${i} id="${id}-${i}" label=${rows.length > 1 ? `${label} ${i + 1}` : label} uri=${uri} readOnly=${readOnly}
        problem=${i === wrong ? problem : undefined} advice=${advise(uri, { others: rows.toSpliced(i, 1), isNative, isBare })}
        onInput=${(text) => put(i, text)} onRemove=${uris.length ? () => remove(i) : undefined} />`)}
      ${!readOnly && html`<div><button type="button" class="link-button" onClick=${() => (onChange([...rows, ""]), focusLast())}>
        <${Icon} name="plus" size=${16} />${t("add-another")}<span class="hidden"> ${label}</span></button></div>`}
      ${children}
    </fieldset>`;
}

/** @param {any} props */
function Row({ id, label, uri, readOnly, problem, advice, onInput, onRemove }) {
  const described = [advice && `${id}-advice`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  // A field drops the line breaks of what is pasted, so they are kept apart here.
  const paste = (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/\n/.test(text.trim())) return;
    event.preventDefault();
    onInput(`${uri}${uri ? "\n" : ""}${text.trim()}`);
  };
  return html`
    <div class="uri-row">
      <input class="input mono" type="text" inputmode="url" spellcheck=${false} autocomplete="off" value=${uri} readonly=${readOnly} aria-label=${label}
        aria-invalid=${problem ? "true" : undefined} aria-describedby=${described} onPaste=${paste} onInput=${(event) => onInput(event.currentTarget.value)} />
      ${!readOnly && onRemove && html`<button type="button" class="icon-button" aria-label=${t("remove-of", { of: uri || label })} onClick=${onRemove}><${Icon} name="close" size=${16} /></button>`}
      ${advice && html`<p class="advice" id="${id}-advice">${t(`uri-${advice}`)}</p>`}
      ${problem && html`<p class="problem" id="${id}-problem" role="alert">${problem}</p>`}
    </div>`;
}
