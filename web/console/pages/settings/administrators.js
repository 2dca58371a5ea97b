// Settings › Administrators: who may see and change everything here.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { mayChange, person } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { Badge, isOwned, SourceBadge } from "../../parts/badge.js";
import { Dialog, Final } from "../../parts/dialog.js";
import { Field } from "../../parts/field.js";
import { words } from "../../lib/words.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";

export const load = () => get("/signet/administrators");

export const SettingsHead = (/** @type {{ tab: string, actions?: any, lead?: string }} */ { tab, actions, lead }) => html`
  <${PageHead} title=${t("settings")} lead=${lead} actions=${actions} tabs=${html`<${Tabs} label=${t("settings")} tabs=${["administrators", "about"].map((name) => ({ text: t(name), href: `/console/settings/${name}`, isCurrent: name === tab }))} />`} />`;

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data: { data: rows, etag } }) {
  const [isAdding, setAdding] = useState(false), [removing, setRemoving] = useState(/** @type {any} */ (null));
  const nameOf = (row) => row.primaryEmail ?? row.name ?? row.id;
  const columns = [
    { title: t("email-address"), show: (row) => html`<a href="/console/users/${row.id}/profile">${nameOf(row)}</a>` },
    { title: t("name"), show: (row) => row.name ?? "" },
    { title: t("last-sign-in"), show: (row) => html`<${When} at=${row.lastSignInAt} />` },
    { title: t("state"), show: (row) => html`<span class="actions">${row.id === person.value?.sub && html`<${Badge}>${t("you")}<//>`}${row.isSuspended && html`<${Badge} tone="bad">${t("suspended")}<//>`}<${SourceBadge} of=${row} /></span>` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => !isOwned(row) && rows.length > 1 && html`<button type="button" class="link-button is-bad" onClick=${() => setRemoving(row)}>${t("remove")}<span class="hidden"> ${nameOf(row)}</span></button>` }] : []),
  ];
  const add = mayChange() && html`<button type="button" class="button is-primary" data-primary onClick=${() => setAdding(true)}>${t("add-administrator")}</button>`;
  return html`
    <${SettingsHead} tab="administrators" actions=${add} lead=${t("administrators-lead")} />
    ${rows.length ? html`<${Table} caption=${t("administrators")} columns=${columns} rows=${rows} />` : html`<p class="panel soft">${t("administrators-empty")}</p>`}
    ${isAdding && html`<${Adding} onClose=${() => (setAdding(false), reload())} />`}
    ${removing && html`<${Removing} row=${removing} etag=${etag} name=${nameOf(removing)} onClose=${() => (setRemoving(null), reload())} />`}`;
}

/** @param {{ onClose: () => void }} props */
function Adding({ onClose }) {
  const [email, setEmail] = useState(""), [problem, setProblem] = useState("");
  const add = (event) => {
    event.preventDefault();
    call("POST", "/signet/administrators", { body: { email: email.trim() } }).then(() => (tell(t("administrator-added", { name: email.trim() })), onClose()), (error) => error.message !== "cancelled" && setProblem(words(error)));
  };
  return html`<${Dialog} title=${t("add-administrator")} onClose=${onClose}><p>${t("add-administrator-text")}</p>
    <form class="dialog-body" novalidate onSubmit=${add}><${Field} label=${t("email-address")} type="email" value=${email} onInput=${setEmail} problem=${problem} />
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button><button class="button is-primary" disabled=${!email.trim()}>${t("add-administrator")}</button></div></form><//>`;
}

/** @param {{ row: any, etag: string, name: string, onClose: () => void }} props */
function Removing({ row, etag, name, onClose }) {
  const [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = () => call("DELETE", `/signet/administrators/${row.id}`, { etag }).then(() => (tell(t("administrator-removed", { name })), onClose()), (error) => error.message !== "cancelled" && setProblem(words(error)));
  return html`<${Final} title=${t("remove-administrator")} text=${t("remove-administrator-text", { name })} name=${name} action=${t("remove-administrator")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${onClose} />`;
}
