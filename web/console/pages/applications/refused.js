// Addresses that this application was refused: what differs, and what helps.
import { html, useEffect, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { poll } from "../../lib/poll.js";
import { t } from "../../lib/say.js";
import { words } from "../../lib/words.js";
import { When } from "../../parts/when.js";

/**
 * One click takes an address over only if the server says so: it names a host that is registered
 * already, or this machine. Anybody can make any other one appear here by sending people links.
 * @param {{ id: string, kind: string, known: string[], isFixed: boolean, onAdd: (uri: string) => void }} props
 */
export function Refused({ id, kind, known, isFixed, onAdd }) {
  const [rows, setRows] = useState(/** @type {any[]} */ ([])), [problem, setProblem] = useState("");
  const path = `/signet/applications/${id}/refused-redirects`;
  const look = () => get(path).then(({ data }) => setRows(data)).catch(() => {});
  useEffect(() => {
    look();
    return poll(look, 3000);
  }, [id]);
  const shown = rows.filter((row) => row.kind === kind && !known.includes(row.uri));
  const dismiss = (uri) => call("DELETE", path, { query: { uri } }).then(() => (setProblem(""), look()), (error) => setProblem(words(error)));
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
