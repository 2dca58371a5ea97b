// Short news, one below the other.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";
import { dismiss, hold, release, toasts } from "../lib/toast.js";
import { Icon } from "./icon.js";

/** Whoever closed one by a key goes on from the page. */
const close = (/** @type {number} */ id) => (dismiss(id), release(), document.getElementById("main")?.focus({ preventScroll: true }));

/** Both a pointer and the focus stop the clock. */
const leave = ({ type, currentTarget }) => currentTarget.matches(type === "focusout" ? ":hover" : ":focus-within") || release();

export const Toasts = () => html`
  <div class="toasts" role="status" aria-live="polite" onMouseOver=${hold} onFocusIn=${hold} onMouseLeave=${leave} onFocusOut=${leave}>${toasts.value.map((one) => html`
    <div class="toast" key=${one.id}><span>${one.text}</span>
      ${one.undo && html`<button type="button" class="button is-small" onClick=${() => (one.undo?.(), close(one.id))}>${t("undo")}</button>`}
      <button type="button" class="icon-button is-small" aria-label=${t("close")} onClick=${() => close(one.id)}><${Icon} name="close" size=${16} /></button></div>`)}
  </div>`;
