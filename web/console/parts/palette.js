// Finds pages, people and applications by a few letters; ids and references lead straight there.
import { html, useId, useMemo, useState } from "../lib/html.js";
import { find } from "../lib/finder.js";
import { calm } from "../lib/poll.js";
import { go } from "../lib/route.js";
import { t } from "../lib/say.js";
import { Icon } from "./icon.js";
import { Modal } from "./modal.js";

/** @param {{ onClose: () => void }} props */
export function Palette({ onClose }) {
  const id = useId();
  const [text, setText] = useState(""), [at, setAt] = useState(0), [more, setMore] = useState(/** @type {any[]} */ ([]));
  const found = [...find.here(text), ...more];
  const look = useMemo(() => calm(async (typed) => setMore(await find.there(typed)), 180), []);
  const type = (typed) => (setText(typed), setAt(0), setMore([]), look(typed));
  const open = (one) => one && (onClose(), go(one.href));
  const key = (event) => {
    const step = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (step) return event.preventDefault(), setAt((at + step + found.length) % Math.max(1, found.length));
    if (event.key === "Enter") open(found[at]);
  };
  return html`
    <${Modal} kind="palette" label=${t("search")} onClose=${onClose}>
      <input role="combobox" autofocus aria-expanded="true" aria-controls=${id} aria-label=${t("search")} placeholder=${t("search-hint")} autocomplete="off" spellcheck=${false}
        aria-activedescendant=${found[at] ? `${id}-${at}` : undefined} value=${text} onKeyDown=${key} onInput=${(event) => type(event.currentTarget.value)} />
      <ul role="listbox" id=${id} aria-label=${t("search-results")}>${found.map((one, i) => html`
        <li key=${one.href} role="option" id="${id}-${i}" aria-selected=${i === at ? "true" : "false"} onClick=${() => open(one)}>
          <${Icon} name=${one.icon} size=${18} /><span>${one.text}</span>${one.note && html`<small>${one.note}</small>`}</li>`)}</ul>
      <p class="hidden" role="status">${t("rows", { count: found.length })}</p>
      ${found.length === 0 && html`<p class="nothing">${t("search-nothing")}</p>`}
    <//>`;
}
