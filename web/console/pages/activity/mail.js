// Activity › Mail: what became of each mail, and a second try where it is worth one.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { ask } from "../../lib/route.js";
import { duration, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { Badge } from "../../parts/badge.js";
import { Empty, NothingFound } from "../../parts/empty.js";
import { Select } from "../../parts/field.js";
import { words } from "../../lib/words.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";
import { ActivityHead } from "./events.js";

const STATES = ["waiting", "sent", "dead", "expired"];
const TONES = /** @type {Record<string, any>} */ ({ sent: "good", dead: "bad", expired: "bad", waiting: "warn", delivered: "good", bounced: "bad", delayed: "warn" });

export const load = (_, /** @type {URLSearchParams} */ query) => get("/signet/mail", { state: query.get("state") ?? undefined, before: query.get("before") ?? undefined, page_size: 50 });

/** @param {{ row: any }} props */
function Actions({ row }) {
  const [problem, setProblem] = useState("");
  const act = (what) => () => call("POST", `/signet/mail/${row.id}/${what}`).then(() => (tell(t(`mail-${what}-done`)), reload()), (error) => setProblem(words(error)));
  if (!mayChange()) return null;
  return html`
    ${row.canBeRetried && html`<button type="button" class="link-button" onClick=${act("retry")}>${t("mail-retry")}<span class="hidden"> ${row.recipient ?? row.id}</span></button> `}
    ${row.state === "waiting" && html`<button type="button" class="link-button is-bad" onClick=${act("cancel")}>${t("mail-cancel")}<span class="hidden"> ${row.recipient ?? row.id}</span></button>`}
    ${problem && html`<span class="problem" role="alert">${problem}</span>`}`;
}

const columns = () => [
  { title: t("recipient"), show: (row) => row.recipient ?? html`<span class="mono soft">${row.id}</span>` },
  { title: t("usage"), show: (row) => (row.usageType ? t(`usage-${row.usageType}`) : "") },
  { title: t("state"), show: (row) => html`<div><${Badge} tone=${TONES[row.state]}>${t(`mail-${row.state}`)}<//>${row.took ? html` <span class="small soft">${duration(row.took)}</span>` : ""}
    ${row.delivery && html`<p class="small"><${Badge} tone=${TONES[row.delivery.state]}>${t(`flow-mail-${row.delivery.state}`)}<//> <${When} at=${row.delivery.at} />${row.delivery.detail ? ` ${row.delivery.detail}` : ""}</p>`}
    ${row.failure && html`<p class="small">${row.failure}</p>`}${row.nextAttemptAt && row.state === "waiting" && html`<p class="small soft">${t("mail-next")} <${When} at=${row.nextAttemptAt} /></p>`}</div>` },
  { title: t("attempts-count"), show: (row) => row.attempts },
  { title: t("created"), show: (row) => html`<${When} at=${row.createdAt} />` },
  { title: t("actions"), show: (row) => html`<${Actions} row=${row} />` },
];

/** @param {{ data: import("../../lib/api.js").Answer, query: URLSearchParams }} props */
export function Page({ data: { data: rows, more }, query }) {
  const state = query.get("state") ?? "";
  return html`
    <${ActivityHead} tab="mail" />
    <div class="toolbar"><${Select} isBare=${true} label=${t("state")} value=${state} onChange=${(next) => ask({ state: next, before: undefined })}
      choices=${[{ value: "", text: t("all-mails") }, ...STATES.map((value) => ({ value, text: t(`mail-${value}`) }))]} /></div>
    ${rows.length ? html`<${Table} caption=${t("mail")} columns=${columns()} rows=${rows} />` : state || query.get("before") ? html`<${NothingFound} names=${["state", "before"]} />` : html`<${Empty} title=${t("mail-empty")} text=${t("mail-empty-text")} />`}
    ${more && html`<div class="actions centered"><button type="button" class="button" onClick=${() => ask({ before: rows.at(-1).id })}>${t("older")}</button></div>`}`;
}
