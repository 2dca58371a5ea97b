// One field of a form: its label, what should be known of it, itself, and what is wrong with it.
import { html, useId } from "../lib/html.js";

/**
 * @typedef {object} FieldProps
 * @property {string} label
 * @property {string} value
 * @property {(text: string) => void} onInput
 * @property {string} [hint]
 * @property {any} [problem]
 * @property {any} [advice]
 * @property {boolean} [readOnly]
 * @property {string} [type]
 * @property {string} [member] the name that guides and the API use for it
 * @property {string} [placeholder]
 * @property {string} [autocomplete]
 * @property {boolean} [required]
 * @property {boolean} [isMono]
 * @property {number} [rows] several lines
 * @property {string} [inputmode]
 * @property {any} [beside] what stands in the same line
 */

/** @param {FieldProps} props */
export function Field({ label, value, onInput, hint, problem, advice, readOnly = false, type = "text", member, placeholder, autocomplete = "off", required = false, isMono = false, rows = 0, inputmode, beside }) {
  const id = useId();
  const described = [hint && `${id}-hint`, advice && `${id}-advice`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  const common = {
    id, value, placeholder, autocomplete, inputmode, spellcheck: false, class: `input ${isMono ? "mono" : ""}`, readonly: readOnly,
    "aria-required": required || undefined, "aria-invalid": problem ? "true" : undefined, "aria-describedby": described,
    onInput: (event) => onInput(event.currentTarget.value),
  };
  return html`
    <div class="field">
      <label for=${id}>${label}${member && html` <code>${member}</code>`}</label>
      ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
      <div class="input-row">${rows ? html`<textarea ...${common} rows=${rows}></textarea>` : html`<input ...${common} type=${type} />`}${beside}</div>
      ${advice && html`<p class="advice" id="${id}-advice">${advice}</p>`}
      ${problem && html`<p class="problem" id="${id}-problem" role="alert">${problem}</p>`}
    </div>`;
}

/**
 * @param {{ label: string, isOn: boolean, onChange?: (on: boolean) => void, hint?: any, isLocked?: boolean, describedBy?: string }} props
 */
export function Check({ label, isOn, onChange, hint, isLocked = false, describedBy }) {
  const id = useId();
  return html`
    <label class="check"><input type="checkbox" checked=${isOn} disabled=${isLocked} aria-label=${label}
        aria-describedby=${hint ? `${id}-hint` : describedBy} onChange=${(event) => onChange?.(event.currentTarget.checked)} />
      <span>${label}${hint && html`<span class="hint" id="${id}-hint">${hint}</span>`}</span></label>`;
}

/**
 * @param {{ label: string, value: string, choices: { value: string, text: string }[], onChange: (value: string) => void, hint?: string, isSmall?: boolean, isLocked?: boolean, isBare?: boolean }} props
 */
export function Select({ label, value, choices, onChange, hint, isSmall = false, isLocked = false, isBare = false }) {
  const id = useId();
  const select = html`
    <select id=${id} class="select ${isSmall ? "is-small" : ""}" value=${value} disabled=${isLocked} aria-label=${isBare ? label : undefined}
      aria-describedby=${hint ? `${id}-hint` : undefined} onChange=${(event) => onChange(event.currentTarget.value)}>
      ${choices.map((one) => html`<option key=${one.value} value=${one.value} selected=${one.value === value}>${one.text}</option>`)}
    </select>`;
  if (isBare) return select;
  return html`<div class="field"><label for=${id}>${label}</label>${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}<div>${select}</div></div>`;
}

/**
 * @param {{ legend: any, name: string, value: string, choices: { value: string, text: any }[], onChange: (value: string) => void, isLocked?: boolean, hint?: any }} props
 */
export const Radios = ({ legend, name, value, choices, onChange, isLocked = false, hint }) => html`
  <fieldset class="field"><legend class="legend">${legend}</legend>
    ${hint && html`<p class="hint">${hint}</p>`}
    <div class="radios">${choices.map((one) => html`
      <label class="check" key=${one.value}><input type="radio" name=${name} value=${one.value} checked=${one.value === value} disabled=${isLocked}
        onChange=${() => onChange(one.value)} /><span>${one.text}</span></label>`)}</div></fieldset>`;
