// The templates of a mail server: a list, written as JSON.
import { html, useEffect, useLayoutEffect, useState } from "../../lib/html.js";
import { lineOf, readJson } from "../../lib/json-at.js";
import { phrase, t } from "../../lib/say.js";
import { CodeField } from "../../parts/code-field.js";

const write = (value) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** What a text stands for: what cannot be read yet is kept as it is, so that it is not lost. */
function meantBy(/** @type {string} */ text) {
  const read = text.trim() ? readJson(text) : { value: undefined };
  return "value" in read ? read.value : text;
}

/** @param {{ item: any, edit: any, fixed: boolean, onBroken: (is: boolean) => void }} props */
export function Templates({ item, edit, fixed, onBroken }) {
  const value = edit.value.value[item.key];
  const [text, setText] = useState(() => write(value));
  const read = text.trim() ? readJson(text) : { value: undefined, places: new Map() };
  const isBroken = !("places" in read);
  const problems = "places" in read ? [] : [{ ...lineOf(text, read.offset), text: t(`delivery-json-${read.id}`), isError: true }];
  useEffect(() => onBroken(isBroken), [isBroken]);
  useLayoutEffect(() => void (write(value) !== write(meantBy(text)) && setText(write(value))), [value]);
  const type = (next) => (setText(next), edit.set(item.key, meantBy(next)));
  const refusal = Object.entries(edit.problems.value).find(([path]) => path.includes(item.key))?.[1];
  return html`
    <section class="panel stack-small" aria-labelledby="templates"><h2 id="templates">${phrase(item.labels, item.label)}</h2>
      <p class="hint">${phrase(item.descriptions, item.description)}</p>
      <${CodeField} label=${t("json-editor")} text=${text} readOnly=${fixed} problems=${problems} onInput=${type} />
      <div role="alert">${refusal && html`<p class="problem">${refusal}</p>`}</div>
      ${!fixed && !text.trim() && item.defaultValue && html`<div class="actions"><button type="button" class="button is-small" onClick=${() => type(write(item.defaultValue))}>${t("insert-sample")}</button></div>`}
    </section>`;
}
