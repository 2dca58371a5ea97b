// Short news, one below the other.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";
import { dismiss, toasts } from "../lib/toast.js";
import { Icon } from "./icon.js";

export const Toasts = () => html`
  <div class="toasts" role="status" aria-live="polite">${toasts.value.map((one) => html`
    <div class="toast" key=${one.id}><span>${one.text}</span>
      ${one.undo && html`<button type="button" class="button is-small" onClick=${() => (one.undo?.(), dismiss(one.id))}>${t("undo")}</button>`}
      <button type="button" class="icon-button is-small" aria-label=${t("close")} onClick=${() => dismiss(one.id)}><${Icon} name="close" size=${16} /></button></div>`)}
  </div>`;
