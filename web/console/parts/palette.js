// Finds pages, actions, people and applications by a few letters; ids and references lead straight there.
import { html, useEffect, useId, useMemo, useState } from "../lib/html.js";
import { find } from "../lib/finder.js";
import { calm } from "../lib/poll.js";
import { go } from "../lib/route.js";
import { learn, LANGUAGES, t } from "../lib/say.js";
import { Modal } from "./dialog.js";
import { Icon } from "./icon.js";

/** @param {{ onClose: () => void }} props */
export function Palette({ onClose }) {
  const id = useId();
  const [text, setText] = useState(""), [at, setAt] = useState(0), [more, setMore] = useState(/** @type {{ of: string, found: any[] }} */ ({ of: "", found: [] })), [, setLearnt] = useState(false);
  // Guides and colleagues quote what they see in their own language.
  useEffect(() => void Promise.all(LANGUAGES.map(learn)).then(() => setLearnt(true), () => {}), []);
  const found = [...find.here(text), ...(more.of === text ? more.found : [])];
  const look = useMemo(() => calm(async (of) => setMore({ of, found: await find.there(of) }), 180), []);
  const type = (typed) => (setText(typed), setAt(0), look(typed));
  const open = (one) => one && (onClose(), one.open ? one.open() : go(one.href));
  const key = (event) => {
    const step = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (step) return event.preventDefault(), setAt((at + step + found.length) % Math.max(1, found.length));
    if (event.key !== "Enter") return;
    // What opens takes the focus at once: it is not pressed by the same key.
    event.preventDefault();
    open(found[at]);
  };
  return html`
    <${Modal} kind="palette" aria-label=${t("search")} onClose=${onClose}>
      <input role="combobox" autofocus aria-expanded="true" aria-controls=${id} aria-label=${t("search")} placeholder=${t("search-hint")} autocomplete="off" spellcheck=${false}
        aria-activedescendant=${found[at] ? `${id}-${at}` : undefined} value=${text} onKeyDown=${key} onInput=${(event) => type(event.currentTarget.value)} />
      <ul role="listbox" id=${id} aria-label=${t("search-results")}>${found.map((one, i) => html`
        <li key=${one.text + one.href} role="option" id="${id}-${i}" aria-selected=${i === at ? "true" : "false"} onClick=${() => open(one)}>
          <${Icon} name=${one.icon} size=${18} /><span>${one.text}</span>${one.note && html`<small>${one.note}</small>`}</li>`)}</ul>
      <p class="hidden" role="status">${t("rows", { count: found.length })}</p>
      ${found.length === 0 && html`<p class="nothing">${t("search-nothing")}</p>`}
    <//>`;
}
