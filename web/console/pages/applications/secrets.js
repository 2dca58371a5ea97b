// Application › Secrets: which there are, when each was last used, and a way to replace one.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { day, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { isOwned, SourceBadge } from "../../parts/badge.js";
import { Copyable } from "../../parts/copy-button.js";
import { Dialog, Final } from "../../parts/dialog.js";
import { Field, Select } from "../../parts/field.js";
import { words } from "../../lib/words.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";
import { Secret } from "./credentials.js";
import { ApplicationHead } from "./frame.js";

export const load = (/** @type {{ id: string }} */ { id }) => Promise.all([get(`/applications/${id}`), get(`/applications/${id}/secrets`)]);

const DAYS = ["", "30", "90", "365"];

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export function Page({ data: [{ data: application }, { data: secrets, etag }] }) {
  const [making, setMaking] = useState(false), [removing, setRemoving] = useState(/** @type {any} */ (null));
  const fixed = isOwned(application) || !mayChange();
  const columns = [
    { title: t("name"), show: (row) => html`${row.name} <${SourceBadge} of=${row} />` },
    { title: t("secret"), show: (row) => html`<span class="actions"><${Secret} id=${application.id} secret=${row} /></span>` },
    { title: t("created"), show: (row) => html`<${When} at=${row.createdAt} />` },
    { title: t("expires"), show: (row) => (row.expiresAt ? html`<${When} at=${row.expiresAt} />` : html`<span class="soft">${t("never")}</span>`) },
    { title: t("last-used"), show: (row) => html`<${When} at=${row.lastUsedAt} />` },
    ...(fixed ? [] : [{ title: t("actions"), show: (row) => !isOwned(row) && html`<button type="button" class="link-button is-bad" onClick=${() => setRemoving(row)}>${t("remove")}<span class="hidden"> ${row.name}</span></button>` }]),
  ];
  const create = !fixed && html`<button type="button" class="button is-primary" data-primary onClick=${() => setMaking(true)}>${t("create-secret")}</button>`;
  return html`
    <${ApplicationHead} application=${application} tab="secrets" actions=${create} />
    <div class="stack"><p class="soft">${t("secrets-lead")}</p>
      ${secrets.length ? html`<${Table} caption=${t("secrets")} columns=${columns} rows=${secrets} keyOf=${(row) => row.name} />` : html`<p class="panel">${t("secrets-empty")}</p>`}</div>
    ${making && html`<${Making} id=${application.id} onClose=${() => (setMaking(false), reload())} />`}
    ${removing && html`<${Removing} id=${application.id} etag=${etag} secret=${removing} onClose=${() => (setRemoving(null), reload())} />`}`;
}

/** @param {{ id: string, onClose: () => void }} props */
function Making({ id, onClose }) {
  const [name, setName] = useState(""), [days, setDays] = useState(""), [problem, setProblem] = useState(""), [made, setMade] = useState(/** @type {any} */ (null));
  const make = async (event) => {
    event.preventDefault();
    const expiresAt = days ? Date.now() + Number(days) * 86_400_000 : null;
    await call("POST", `/applications/${id}/secrets`, { body: { name: name.trim() || t("secret-name-new", { date: day(Date.now()) }), expiresAt } }).then(({ data }) => setMade(data), (error) => setProblem(words(error)));
  };
  if (made) return html`
    <${Dialog} title=${t("secret-made")} onClose=${onClose}><p>${t("secret-made-text")}</p>
      <div class="dialog-body"><p class="actions"><${Copyable} text=${made.value} of=${t("application-secret")} /></p></div>
      <div class="actions"><button type="button" class="button is-primary" onClick=${onClose}>${t("done")}</button></div><//>`;
  return html`
    <${Dialog} title=${t("create-secret")} onClose=${onClose}>
      <form class="dialog-body" onSubmit=${make}>
        <${Field} label=${t("name")} hint=${t("secret-name-hint")} value=${name} onInput=${setName} problem=${problem} />
        <${Select} label=${t("expires")} value=${days} onChange=${setDays} choices=${DAYS.map((value) => ({ value, text: value ? t("in-days", { count: Number(value) }) : t("never") }))} />
        <div class="actions"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button><button class="button is-primary">${t("create-secret")}</button></div>
      </form><//>`;
}

/** @param {{ id: string, etag: string, secret: any, onClose: () => void }} props */
function Removing({ id, etag, secret, onClose }) {
  const [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = () => call("DELETE", `/applications/${id}/secrets/${encodeURIComponent(secret.name)}`, { etag }).then(() => (tell(t("secret-removed", { name: secret.name })), onClose()), (error) => setProblem(words(error)));
  const used = secret.lastUsedAt ? html`${t("secret-was-used")} <${When} at=${secret.lastUsedAt} />.` : t("secret-never-used");
  return html`<${Final} title=${t("remove-secret")} text=${html`${used} ${t("remove-secret-text")}`} name=${secret.name} action=${t("remove-secret")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${onClose} />`;
}
