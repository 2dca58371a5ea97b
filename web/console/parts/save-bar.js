// What is not saved yet, and the button that saves it.
import { html, useEffect, useState } from "../lib/html.js";
import { poll } from "../lib/poll.js";
import { clock, t } from "../lib/say.js";
import { mayChange } from "../lib/session.js";
import { placesOf, showWrong } from "../lib/wrong.js";
import { Conflict } from "./conflict.js";

/** All that was refused, also of what has no field on this page. @param {{ draft: any, names?: Record<string, string> }} props */
export function Problems({ draft, names = {} }) {
  const all = Object.entries(draft.problems.value), [places, setPlaces] = useState(/** @type {(Element | null)[]} */ ([]));
  useEffect(() => setPlaces(placesOf(all.map(([, text]) => text))), [draft.problems.value]);
  const line = ([path, text], i) => {
    const name = path === "form" ? "" : (names[path.split(".")[0]] ?? path), at = places[i];
    return html`<p key=${path}>${at && name ? html`<a href="#main" onClick=${(event) => (event.preventDefault(), showWrong(at))}>${name}</a>` : name}${name && " – "}${text}</p>`;
  };
  return html`<div role="alert">${all.length > 0 && html`<div class="notice is-bad"><div>${all.map(line)}</div></div>`}</div>`;
}

/** @param {{ draft: any, names?: Record<string, string>, label?: string, isReady?: boolean, extra?: any, show?: (value: any) => string }} props */
export function SaveBar({ draft, names = {}, label, isReady = true, extra, show }) {
  const count = draft.count.value, savedAt = draft.savedAt.value;
  // Told before somebody types for ten minutes into what is no longer so.
  useEffect(() => poll(draft.look, 30_000), [draft]);
  const said = savedAt ? t("saved-at", { time: clock(savedAt) }) : "";
  if (!count && !draft.conflict.value) return html`<p class="small soft" role="status">${said}</p>`;
  if (!mayChange()) return null;
  return html`
    <${Conflict} draft=${draft} names=${names} show=${show} />
    <${Problems} draft=${draft} names=${names} />
    <div class="save-bar">
      <span role="status">${t("changes", { count })}</span>
      <div class="actions">${extra}
        <button type="button" class="button" onClick=${draft.discard}>${t("discard")}</button>
        <button class="button is-primary" data-save disabled=${draft.busy.value || Boolean(draft.conflict.value) || !isReady} aria-keyshortcuts="Control+S">${label ?? t("save-changes")}</button>
      </div>
    </div>`;
}
