// Code to be copied: what is copied is exactly what is shown.
import { html, useState } from "../lib/html.js";
import { t } from "../lib/say.js";
import { CopyButton } from "./copy-button.js";

/** @param {{ blocks: { text: string, label?: string, language?: string }[], extra?: any }} props several are alternatives */
export function CodeBlock({ blocks, extra }) {
  const [at, setAt] = useState(0);
  const block = blocks[Math.min(at, blocks.length - 1)];
  return html`
    <div class="code-block">
      <div class="code-block-head">
        ${blocks.length > 1
          ? html`<div class="code-tabs" role="group" aria-label=${t("package-manager")}>${blocks.map((one, i) => html`<button type="button" key=${one.label} aria-pressed=${i === at ? "true" : "false"} onClick=${() => setAt(i)}>${one.label}</button>`)}</div>`
          : html`<span>${block.label || block.language}</span>`}
        <span class="actions">${extra}<${CopyButton} text=${block.text} of="" hasWords=${true} /></span>
      </div>
      <pre tabindex="0" aria-label=${block.label || block.language || t("code")}><code>${block.text}</code></pre>
    </div>`;
}
