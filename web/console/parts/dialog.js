// A dialog of the browser: it keeps the focus, Escape closes it, and the focus goes back afterwards.
import { html, useId, useLayoutEffect, useRef } from "../lib/html.js";
import { t } from "../lib/say.js";
import { Icon } from "./icon.js";

/** A dialog that is open as long as it is shown. @param {{ kind?: string, onClose: () => void, children?: any, "aria-label"?: string, "aria-labelledby"?: string }} props */
export function Modal({ kind = "", onClose, children, ...named }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null)), began = useRef(false);
  // Before it is drawn: what is typed next is meant for it, and not for the page behind.
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement), own = dialog.current;
    own?.showModal();
    // What is behind takes the focus when it has left. To close it would be told of only later, when
    // another one may be open.
    return () => {
      own?.remove();
      if (before?.isConnected) before.focus();
    };
  }, []);
  // A press beside it closes it: one that began there, and not within what is selected inside.
  const isBeside = (event) => event.target === dialog.current;
  return html`<dialog ref=${dialog} class=${kind} onClose=${onClose} ...${named} onPointerDown=${(event) => (began.current = isBeside(event))} onClick=${(event) => began.current && isBeside(event) && onClose()}>${children}</dialog>`;
}

/** @param {{ title: string, onClose: () => void, children?: any, kind?: string }} props */
export function Dialog({ title, onClose, children, kind = "" }) {
  const id = useId();
  return html`
    <${Modal} kind=${kind} aria-labelledby=${id} onClose=${onClose}>
      <div class="dialog-head"><h2 id=${id}>${title}</h2>
        <button type="button" class="icon-button is-small" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" size=${18} /></button></div>
      ${children}
    <//>`;
}

/**
 * Asks before something that cannot be taken back: its name has to be typed.
 * @param {{ title: string, text: any, name: string, action: string, onDo: () => void, onClose: () => void, problem?: string, typed: string, onType: (text: string) => void }} props
 */
export const Final = ({ title, text, name, action, onDo, onClose, problem, typed, onType }) => html`
  <${Dialog} title=${title} onClose=${onClose}>
    <p>${text}</p>
    <form class="dialog-body" onSubmit=${(event) => (event.preventDefault(), typed === name && onDo())}>
      <label class="field"><span>${t("type-name", { name })}</span>
        <input class="input" value=${typed} autocomplete="off" onInput=${(event) => onType(event.currentTarget.value)} /></label>
      <div role="alert">${problem && html`<p class="problem">${problem}</p>`}</div>
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button is-bad" disabled=${typed !== name}>${action}</button></div>
    </form>
  <//>`;
