// What the server has seen of an application: nobody ticks it, it comes about by itself.
import { html, useEffect, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { poll } from "../../lib/poll.js";
import { t } from "../../lib/say.js";
import { Icon } from "../../parts/icon.js";
import { When } from "../../parts/when.js";

const MARKS = ["registeredAt", "firstRequestAt", "firstTokenAt", "firstSignOutAt"];

function useMilestones(/** @type {string} */ id) {
  const [seen, setSeen] = useState(/** @type {Record<string, number>} */ ({}));
  useEffect(() => {
    const look = () => get(`/signet/applications/${id}/milestones`).then(({ data }) => setSeen(data)).catch(() => {});
    look();
    return poll(look, 3000);
  }, [id]);
  return seen;
}

/** @param {{ id: string }} props */
export function Progress({ id }) {
  const seen = useMilestones(id);
  return html`
    <h2 class="small soft">${t("progress")}</h2>
    <div role="status"><ul class="progress">${MARKS.map((mark) => html`
      <li key=${mark} class=${seen[mark] ? "good" : "soft"}><${Icon} name=${seen[mark] ? "check" : "wait"} size=${16} />
        <span>${t(`milestone-${mark}`)}<span class="hidden"> ${t(seen[mark] ? "is-done" : "is-open")}</span></span></li>`)}</ul></div>`;
}

/** @param {{ application: any }} props */
export function Checkpoint({ application }) {
  const seen = useMilestones(application.id), isDone = Boolean(seen.firstTokenAt);
  return html`
    <div class="notice ${isDone ? "is-good" : ""}" role="status"><${Icon} name=${isDone ? "check" : "wait"} />
      <div>${isDone ? html`${t("checkpoint-done", { name: application.name })} <${When} at=${seen.lastSignInAt ?? seen.firstTokenAt} />` : t(seen.firstRequestAt ? "checkpoint-asked" : "checkpoint-waiting", { name: application.name })}</div></div>`;
}
