// What the server has seen of an application: how far it has come by itself, and addresses that it was
// refused, each with what differs and what helps.
import { html, signal, useEffect, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { poll } from "../../lib/poll.js";
import { t } from "../../lib/say.js";
import { words } from "../../lib/words.js";
import { Icon } from "../../parts/icon.js";
import { When } from "../../parts/when.js";

/** What a look finds of an application: it is shown in several places. */
const seen = signal(/** @type {Record<string, any>} */ ({})), refused = signal(/** @type {{ id?: string, rows?: any[] }} */ ({}));
const pathOf = (/** @type {string} */ id) => `/signet/applications/${id}/refused-redirects`;
const see = (/** @type {string} */ id) => get(`/signet/applications/${id}/milestones`).then(({ data }) => void (seen.value = { ...data, id }), () => {});
const look = (/** @type {string} */ id) => get(pathOf(id)).then(({ data }) => void (refused.value = { id, rows: data }), () => {});

/** Looks again and again, for all that show it. */
function useLooking(/** @type {(id: string) => Promise<void>} */ once, /** @type {string} */ id, /** @type {number} */ every) {
  useEffect(() => {
    once(id);
    return poll(() => once(id), every);
  }, [id]);
}

/** The server writes what it refused down every two seconds: after three it is on the page, the ways there and back included. */
export const useLooks = (/** @type {string} */ id) => useLooking(look, id, 700);

const seenOf = (/** @type {string} */ id) => (seen.value.id === id ? seen.value : {});

const MARKS = ["registeredAt", "firstRequestAt", "firstTokenAt", "firstSignOutAt"];
/** A machine asks for tokens alone. */
const marksOf = (application) => (application.type === "MachineToMachine" ? ["registeredAt", "firstTokenAt"] : MARKS);

/** @param {{ application: any }} props */
export function Progress({ application }) {
  const { id } = application, marks = seenOf(id);
  useLooking(see, id, 3000);
  return html`
    <h2 class="small soft">${t("progress")}</h2>
    <div role="status"><ul class="progress">${marksOf(application).map((mark) => html`
      <li key=${mark} class=${marks[mark] ? "good" : "soft"}><${Icon} name=${marks[mark] ? "check" : "wait"} size=${16} />
        <span>${t(`milestone-${mark}`)}<span class="hidden"> ${t(marks[mark] ? "is-done" : "is-open")}</span></span></li>`)}</ul></div>`;
}

/**
 * Beside what came about stands why a sign-in did not come here: its address was refused, and is added in place.
 * @param {{ edit: any, application: any, fixed: boolean }} props
 */
export function Checkpoint({ edit, application, fixed }) {
  const { name, type, id } = application, marks = seenOf(id), isDone = Boolean(marks.firstTokenAt), isMachine = type === "MachineToMachine";
  const step = isDone ? "done" : marks.firstRequestAt ? "asked" : "waiting";
  return html`
    <div class="notice ${isDone ? "is-good" : ""}" role="status"><${Icon} name=${isDone ? "check" : "wait"} />
      <div>${t(`checkpoint${isMachine ? "-machine" : ""}-${step}`, { name })} ${isDone && html`<${When} at=${marks.lastSignInAt ?? marks.firstTokenAt} />`}</div></div>
    <${Refused} id=${id} kind="signIn" known=${edit.value.value.oidcClientMetadata.redirectUris} isFixed=${fixed} onAdd=${adding(edit, "redirectUris")} />`;
}

/** A change of the draft that adds an address to one of the lists. */
export const adding = (edit, /** @type {string} */ key) => (/** @type {string} */ uri) => {
  const oidc = edit.value.value.oidcClientMetadata;
  edit.set("oidcClientMetadata", { ...oidc, [key]: [...oidc[key].filter(Boolean), uri] });
};

/**
 * One click takes an address over only if the server says so: it names a host that is registered
 * already, or this machine. Anybody can make any other one appear here by sending people links.
 * @param {{ id: string, kind: string, known: string[], isFixed: boolean, onAdd: (uri: string) => void }} props
 */
export function Refused({ id, kind, known, isFixed, onAdd }) {
  const [problem, setProblem] = useState(""), rows = refused.value.id === id ? (refused.value.rows ?? []) : [];
  const shown = rows.filter((row) => row.kind === kind && !known.includes(row.uri));
  const dismiss = (uri) => call("DELETE", pathOf(id), { query: { uri } }).then(() => (setProblem(""), look(id)), (error) => setProblem(words(error)));
  if (!shown.length) return html`<div role="status"></div>`;
  return html`
    <section class="refused" role="status" aria-label=${t("refused-lately")}>
      <p class="refused-title">${t("refused-lately")}</p>
      <ul>${shown.map((row) => html`
        <li key=${row.uri}>
          <div><${Uri} row=${row} /> <span class="small soft">${t("refused-count", { count: row.count })} · <${When} at=${row.lastSeenAt} /></span>
            <p class="small">${row.advice}${row.registered && html` <span class="soft">${t("refused-registered")} <span class="mono">${row.registered}</span></span>`}</p>
          </div>
          ${!isFixed && html`<div class="actions">
            ${row.isOneClick && html`<button type="button" class="button is-small is-primary" onClick=${() => onAdd(row.uri)}>${t("add-this-uri")}<span class="hidden"> ${row.uri}</span></button>`}
            <button type="button" class="button is-small" onClick=${() => dismiss(row.uri)}>${t("dismiss")}<span class="hidden"> ${row.uri}</span></button></div>`}
        </li>`)}</ul>
      ${problem && html`<p class="problem">${problem}</p>`}
    </section>`;
}

/** The host of a foreign address stands out: it is what one has to look at. @param {{ row: any }} props */
function Uri({ row }) {
  const at = row.host && !row.isOneClick ? row.uri.indexOf(row.host) : -1;
  if (at < 0) return html`<span class="mono">${row.uri}</span>`;
  return html`<span class="mono">${row.uri.slice(0, at)}<strong>${row.host}</strong>${row.uri.slice(at + row.host.length)}</span>`;
}
