// Asks a person to sign in once more, in a window of its own; the page and what was typed stay.
import { html, useState } from "../lib/html.js";
import { t } from "../lib/say.js";
import { asking } from "../lib/session.js";
import { Dialog } from "./dialog.js";

export function Again() {
  const [isOpened, setOpened] = useState(false);
  const question = asking.value;
  if (!question) return isOpened ? (setOpened(false), null) : null;
  const go = () => (setOpened(true), question.go());
  return html`
    <${Dialog} title=${t(`again-${question.why}`)} onClose=${question.cancel}>
      <p>${t(`again-${question.why}-text`)}</p>
      <p role="status">${isOpened && t("again-opened")}</p>
      <div class="actions"><button type="button" class="button" onClick=${question.cancel}>${t("cancel")}</button>
        <button type="button" class="button is-primary" onClick=${go}>${t("sign-in-again")}</button></div>
    <//>`;
}
