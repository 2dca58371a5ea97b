// A dialog of the browser: it keeps the focus, and Escape closes it.
import { html, useId } from "../lib/html.js";
import { t } from "../lib/say.js";
import { Icon } from "./icon.js";
import { useBackdrop, useModal } from "./modal.js";

/** @param {{ title: string, onClose: () => void, children?: any, kind?: string }} props */
export function Dialog({ title, onClose, children, kind = "" }) {
  const id = useId(), dialog = useModal();
  return html`
    <dialog ref=${dialog} class=${kind} aria-labelledby=${id} onClose=${onClose} ...${useBackdrop(dialog, onClose)}>
      <div class="dialog-head"><h2 id=${id}>${title}</h2>
        <button type="button" class="icon-button is-small" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" size=${18} /></button></div>
      ${children}
    </dialog>`;
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
