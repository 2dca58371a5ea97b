// A dialog of the browser: it keeps the focus, Escape closes it, and the focus goes back afterwards.
import { html, useEffect, useRef } from "../lib/html.js";

/** Opens a dialog as long as it is shown. */
export function useModal() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current?.showModal();
    // It leaves with its element. Closing it as well would tell of it only later, when another one
    // may be open already.
    return () => before?.isConnected && before.focus();
  }, []);
  return dialog;
}

/** Closes a dialog by a press beside it: one that began there, and not within what is selected inside. */
export function useBackdrop(dialog, onClose) {
  const began = useRef(false);
  return {
    onPointerDown: (event) => (began.current = event.target === dialog.current),
    onClick: (event) => began.current && event.target === dialog.current && onClose(),
  };
}

/** @param {{ label: string, kind?: string, onClose: () => void, children?: any }} props */
export function Modal({ label, kind = "", onClose, children }) {
  const dialog = useModal();
  return html`<dialog ref=${dialog} class=${kind} aria-label=${label} onClose=${onClose} ...${useBackdrop(dialog, onClose)}>${children}</dialog>`;
}
