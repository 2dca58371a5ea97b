// Settings › Administrators: who may see everything here, and who may change it, too.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { mayChange, person } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { Badge, isOwned, SourceBadge } from "../../parts/badge.js";
import { Dialog, Final } from "../../parts/dialog.js";
import { Field, Radios } from "../../parts/field.js";
import { problemsOf, words } from "../../lib/words.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { Table } from "../../parts/table.js";
import { When } from "../../parts/when.js";

const PATH = "/signet/administrators";

export const load = () => get(PATH);

export const SettingsHead = (/** @type {{ tab: string, actions?: any, lead?: string }} */ { tab, actions, lead }) => html`
  <${PageHead} title=${t("settings")} lead=${lead} actions=${actions} tabs=${html`<${Tabs} label=${t("settings")} tabs=${["administrators", "about"].map((name) => ({ text: t(name), href: `/console/settings/${name}`, isCurrent: name === tab }))} />`} />`;

const nameOf = (row) => row.primaryEmail ?? row.name ?? row.id;

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data: { data: rows, etag } }) {
  const [open, setOpen] = useState(/** @type {null | { kind: "invite" | "change" | "remove", row?: any }} */ (null));
  const close = () => (setOpen(null), reload());
  const press = (kind, row, text, bad = "") => html`<button type="button" class="link-button ${bad}" onClick=${() => setOpen({ kind, row })}>${text}<span class="hidden"> ${nameOf(row)}</span></button>`;
  const columns = [
    { title: t("email-address"), show: (row) => html`<a href="/console/users/${row.id}/profile">${nameOf(row)}</a>` },
    { title: t("name"), show: (row) => row.name ?? "" },
    { title: t("manager-role"), show: (row) => t(`role-${row.role}`) },
    { title: t("last-sign-in"), show: (row) => html`<${When} at=${row.lastSignInAt} />` },
    { title: t("state"), show: (row) => html`<${State} row=${row} />` },
    ...(mayChange() ? [{ title: t("actions"), show: (row) => !isOwned(row) && html`<span class="actions">${press("change", row, t("change-role"))}${press("remove", row, t("remove"), "is-bad")}</span>` }] : []),
  ];
  const invite = mayChange() && html`<button type="button" class="button is-primary" data-primary onClick=${() => setOpen({ kind: "invite" })}>${t("invite")}</button>`;
  return html`
    <${SettingsHead} tab="administrators" actions=${invite} lead=${t("administrators-lead")} />
    ${rows.length ? html`<${Table} caption=${t("administrators")} columns=${columns} rows=${rows} />` : html`<p class="panel soft">${t("administrators-empty")}</p>`}
    ${open?.kind === "invite" && html`<${Inviting} onClose=${close} />`}
    ${open?.kind === "change" && html`<${Changing} row=${open.row} etag=${etag} onClose=${close} />`}
    ${open?.kind === "remove" && html`<${Removing} row=${open.row} etag=${etag} onClose=${close} />`}`;
}

/** Whether the address is proven, and what else is to be known of them. @param {{ row: any }} props */
const State = ({ row }) => html`<span class="actions">${row.id === person.value?.sub && html`<${Badge}>${t("you")}<//>`}
  ${row.isEmailVerified ? html`<${Badge} tone="good">${t("email-proven")}<//>` : html`<${Badge} tone="warn">${t("email-waiting")}<//>`}
  ${row.isSuspended && html`<${Badge} tone="bad">${t("suspended")}<//>`}<${SourceBadge} of=${row} /></span>`;

/** @param {{ value: string, onChange: (role: string) => void }} props */
const Role = ({ value, onChange }) => html`<${Radios} legend=${t("manager-role")} name="role" value=${value} onChange=${onChange}
  choices=${["administrator", "viewer"].map((role) => ({ value: role, text: html`${t(`role-${role}`)} <span class="hint">${t(`role-${role}-hint`)}</span>` }))} />`;

/** What was refused of no field. @param {{ text?: string }} props */
const Refused = ({ text }) => html`<div role="alert">${text && html`<p class="problem">${text}</p>`}</div>`;

/** @param {{ onClose: () => void }} props */
function Inviting({ onClose }) {
  const [email, setEmail] = useState(""), [role, setRole] = useState("viewer"), [problems, setProblems] = useState(/** @type {Record<string, string>} */ ({}));
  const invite = (event) => {
    event.preventDefault();
    call("POST", PATH, { body: { primaryEmail: email.trim(), role } }).then(
      ({ data }) => (tell(t(data.isEmailVerified ? `given-${role}` : "invited", { name: nameOf(data) })), onClose()),
      (error) => setProblems(problemsOf(error)));
  };
  return html`<${Dialog} title=${t("invite-title")} onClose=${onClose}><p>${t("invite-text")}</p>
    <form class="dialog-body" novalidate onSubmit=${invite}>
      <${Field} label=${t("email-address")} type="email" value=${email} onInput=${setEmail} problem=${problems.primaryEmail} />
      <${Role} value=${role} onChange=${setRole} /><${Refused} text=${problems.form} />
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button><button class="button is-primary" disabled=${!email.trim()}>${t("invite")}</button></div></form><//>`;
}

/** @param {{ row: any, etag: string, onClose: () => void }} props */
function Changing({ row, etag, onClose }) {
  const [role, setRole] = useState(row.role), [problem, setProblem] = useState(""), name = nameOf(row);
  const change = (event) => {
    event.preventDefault();
    call("PATCH", `${PATH}/${row.id}`, { etag, body: { role } }).then(() => (tell(t(`given-${role}`, { name })), onClose()), (error) => setProblem(words(error)));
  };
  return html`<${Dialog} title=${t("change-role-of", { name })} onClose=${onClose}>
    <form class="dialog-body" onSubmit=${change}><${Role} value=${role} onChange=${setRole} /><${Refused} text=${problem} />
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button><button class="button is-primary" disabled=${role === row.role}>${t("change-role")}</button></div></form><//>`;
}

/** @param {{ row: any, etag: string, onClose: () => void }} props */
function Removing({ row, etag, onClose }) {
  const [typed, setTyped] = useState(""), [problem, setProblem] = useState(""), name = nameOf(row);
  const remove = () => call("DELETE", `${PATH}/${row.id}`, { etag }).then(() => (tell(t("administrator-removed", { name })), onClose()), (error) => setProblem(words(error)));
  return html`<${Final} title=${t("remove-administrator")} text=${t("remove-administrator-text", { name })} name=${name} action=${t("remove-administrator")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${onClose} />`;
}
