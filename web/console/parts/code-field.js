// An editor for code: a real text field, with line numbers, and problems told by line and column.
import { html, useId, useRef } from "../lib/html.js";
import { t } from "../lib/say.js";

/**
 * Tab indents; after Escape it leaves, so that nobody who has only a keyboard is caught.
 * @param {KeyboardEvent} event
 * @param {{ current: boolean }} leaving
 */
function indent(event, leaving) {
  if (event.key === "Escape") return void (leaving.current = true);
  if (event.key !== "Tab") return void (leaving.current = false);
  if (leaving.current || event.shiftKey) return;
  event.preventDefault();
  // The one way that keeps the browser's own undo.
  document.execCommand("insertText", false, "  ");
}

/** @param {{ label: string, text: string, onInput: (text: string) => void, problems: { line?: number, column?: number, text: string, isError: boolean }[], readOnly?: boolean, placeholder?: string }} props */
export function CodeField({ label, text, onInput, problems, readOnly = false, placeholder }) {
  const id = useId(), leaving = useRef(false), gutter = useRef(/** @type {HTMLElement | null} */ (null)), field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const lines = Math.max(text.split("\n").length, 1), wrong = new Set(problems.map((one) => one.line));
  const goTo = (problem) => {
    const before = text.split("\n").slice(0, (problem.line ?? 1) - 1).join("\n").length + (problem.line > 1 ? 1 : 0) + (problem.column ?? 1) - 1;
    field.current?.focus();
    field.current?.setSelectionRange(before, before);
  };
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <div class="code-field">
        <div class="gutter" aria-hidden="true" ref=${gutter}>${Array.from({ length: lines }, (_, i) => html`<div class=${wrong.has(i + 1) ? "is-bad" : ""}>${i + 1}</div>`)}</div>
        <textarea id=${id} ref=${field} value=${text} readonly=${readOnly} placeholder=${placeholder} spellcheck=${false} autocomplete="off" autocapitalize="off" aria-describedby="${id}-hint ${id}-problems"
          aria-invalid=${problems.some((one) => one.isError) ? "true" : undefined} onKeyDown=${(event) => indent(event, leaving)}
          onScroll=${(event) => gutter.current && (gutter.current.scrollTop = event.currentTarget.scrollTop)} onInput=${(event) => onInput(event.currentTarget.value)}></textarea>
      </div>
      <p class="hint" id="${id}-hint">${t("code-field-hint")}</p>
      <ul class="problems" id="${id}-problems" aria-live="polite">${problems.map((one) => html`
        <li class=${one.isError ? "problem" : "advice"}><button type="button" class="link-button" onClick=${() => goTo(one)}>${t("line-column", { line: one.line ?? 1, column: one.column ?? 1 })}</button> ${one.text}</li>`)}</ul>
    </div>`;
}
