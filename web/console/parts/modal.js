// A bare dialog of the browser, for what has a head of its own.
import { html, useEffect, useRef } from "../lib/html.js";

/** @param {{ label: string, kind?: string, onClose: () => void, children?: any }} props */
export function Modal({ label, kind = "", onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return html`<dialog ref=${dialog} class=${kind} aria-label=${label} onClose=${onClose} onClick=${(/** @type {any} */ event) => event.target === dialog.current && onClose()}>${children}</dialog>`;
}
