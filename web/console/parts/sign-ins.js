// Sign-ins, the newest first: each opens as the story of what happened in it.
import { html, useState } from "../lib/html.js";
import { get } from "../lib/api.js";
import { applicationName } from "../lib/names.js";
import { clock, duration, has, moment, t } from "../lib/say.js";
import { why } from "../lib/words.js";
import { Badge } from "./badge.js";
import { Icon } from "./icon.js";
import { Problem } from "./problem.js";
import { When } from "./when.js";

const TONES = /** @type {Record<string, any>} */ ({ signedIn: "good", refused: "bad", expired: "warn", waiting: "warn", declined: "warn" });
const MAILS = /** @type {Record<string, any>} */ ({ delivered: "good", bounced: "bad", delayed: "warn" });
const BAD = /refused|bounced|wrong|dead|expired|limit|delayed|declined|error/;

/** @param {{ first: any[], hasMore: boolean, query: Record<string, any>, empty: string }} props */
export function SignIns({ first, hasMore, query, empty }) {
  const [more, setMore] = useState(/** @type {any[]} */ ([])), [isLeft, setLeft] = useState(hasMore), [error, setError] = useState(/** @type {any} */ (null));
  const rows = [...first, ...more];
  const load = () => get("/signet/sign-ins", { ...query, before: rows.at(-1).flow, page_size: 20 }).then((answer) => (setMore([...more, ...answer.data]), setLeft(answer.more), setError(null)), setError);
  if (!rows.length) return html`<p class="panel soft">${empty}</p>`;
  return html`
    <ul class="events">${rows.map((row) => html`<${Attempt} key=${row.flow} row=${row} />`)}</ul>
    ${error && html`<${Problem} error=${error} again=${load} />`}
    ${isLeft && html`<div class="actions centered"><button type="button" class="button" onClick=${load}>${t("show-more")}</button></div>`}`;
}

/** @param {{ row: any }} props */
function Attempt({ row }) {
  const [story, setStory] = useState(/** @type {any} */ (null)), [error, setError] = useState(/** @type {any} */ (null));
  const read = () => get(`/signet/sign-ins/${row.flow}`).then(({ data }) => (setStory(data), setError(null)), setError);
  const dead = row.mails.some((mail) => mail.state === "dead"), reported = row.mails.at(-1)?.delivery?.state;
  return html`
    <li><details onToggle=${(event) => event.currentTarget.open && !story && read()}>
      <summary><span class="dot ${TONES[row.outcome] === "bad" || dead || reported === "bounced" ? "is-bad" : TONES[row.outcome] === "good" ? "is-good" : ""}" aria-hidden="true"></span>
        <span class="event-kind"><time datetime=${new Date(row.startedAt).toISOString()}>${moment(row.startedAt)}</time></span>
        <${Badge} tone=${TONES[row.outcome]}>${t(`outcome-${row.outcome}`)}<//>${dead && html`<${Badge} tone="bad">${t("mail-dead")}<//>`}${reported && html`<${Badge} tone=${MAILS[reported]}>${t(`flow-mail-${reported}`)}<//>`}
        <span class="event-detail soft">${row.identifier ?? ""}</span>
        <span class="soft small event-when">${applicationName(row.applicationId)}</span></summary>
      <div class="event-more">${error && html`<${Problem} error=${error} again=${read} />`}${story && html`<${Story} story=${story} />`}</div>
    </details></li>`;
}

/** The words for a step: ours where there are some, else its kind. */
const stepOf = (kind) => (has(`flow-${kind.replace(/[._]/g, "-")}`) ? t(`flow-${kind.replace(/[._]/g, "-")}`) : has(`event-${kind.replaceAll(".", "-")}`) ? t(`event-${kind.replaceAll(".", "-")}`) : kind);

/** @param {{ story: any }} props */
const Story = ({ story }) => html`
  <ol class="timeline">${story.steps.map((step, /** @type {number} */ i) => {
    const isBad = BAD.test(step.kind), isMail = step.kind.startsWith("mail.");
    return html`<li key=${i} class=${isBad ? "bad" : ""}><${Icon} name=${isBad ? "cross" : isMail ? "mail" : "check"} size=${16} />
      <div><span class="soft small timeline-time">${clock(step.at)}</span> <strong>${stepOf(step.kind)}</strong>
        ${step.took !== undefined && html` <span class="small soft">${duration(step.took)}</span>`}${step.triesLeft !== undefined && html` <span class="small soft">${t("tries-left", { count: step.triesLeft })}</span>`}
        ${step.because && html`<p class="small">${why(step.because)}</p>`}${step.nextAttemptAt && html`<p class="small soft">${t("mail-next")} <${When} at=${step.nextAttemptAt} /></p>`}</div></li>`;
  })}</ol>
  <dl class="facts small">${story.ip && html`<dt>${t("network")}</dt><dd class="mono">${story.ip}</dd>`}${story.userAgent && html`<dt>${t("browser")}</dt><dd>${story.userAgent}</dd>`}
    <dt>${t("sign-in-flow")}</dt><dd><a class="mono" href="/console/activity/events?flow=${story.flow}">${story.flow}</a></dd></dl>`;
