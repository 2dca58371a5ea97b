// What went wrong, where it belongs.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";
import { words } from "../lib/words.js";
import { CopyButton } from "./copy-button.js";

/** A part of a page that could not be loaded; the rest of the page stays. @param {{ error: any, again?: () => void }} props */
export const Problem = ({ error, again }) => html`
  <div class="notice is-bad" role="alert">
    <div>
      <strong>${t("problem-loading")}</strong> ${words(error)}
      ${error?.code && html`<p class="small soft"><span class="mono">${error.code}</span>
        ${error.requestId && html` · <span class="mono">${error.requestId}</span> <${CopyButton} text=${error.requestId} of=${t("request-id")} />`}</p>`}
    </div>
    ${again && html`<button type="button" class="button is-small" onClick=${again}>${t("try-again")}</button>`}
  </div>`;

/** What is wrong with a form as a whole. @param {{ text?: string }} props */
export const FormProblem = ({ text }) => html`<div role="alert">${text && html`<p class="notice is-bad">${text}</p>`}</div>`;
