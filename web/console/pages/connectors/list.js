// Connectors › Email and SMS connectors: by what mails leave.
import { html, useEffect, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { number, phrase, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Badge, SourceBadge } from "../../parts/badge.js";
import { Dialog } from "../../parts/dialog.js";
import { Icon } from "../../parts/icon.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { When } from "../../parts/when.js";
import { Logo } from "./logo.js";

export const load = () => Promise.all([get("/connectors"), get("/connector-factories")]);

export const BASE = "/console/connectors/email-sms";

/** The address a connector sends from, whatever its factory calls it. */
const sender = (connector) => connector.config.from ?? connector.config.fromEmail ?? connector.config.endpoint ?? "";

/** What the record of mails calls the connectors of a factory. */
const kindOf = (/** @type {string} */ factory) => (factory.startsWith("simple-mail") ? "smtp" : factory.split("-")[0]);

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export function Page({ data: [{ data: connectors }, { data: factories }] }) {
  const [isChoosing, setChoosing] = useState(false), [lately, setLately] = useState(/** @type {any} */ (null));
  // What lately became of mails and tests comes after the page.
  useEffect(() => void Promise.all([get("/signet/mail", { page_size: 100 }), get("/signet/events", { kind: "connector.tested", limit: 100 })]).then(setLately, () => {}), []);
  const tabs = [{ text: t("email-sms-connectors"), href: BASE, isCurrent: true }];
  const emails = connectors.filter((one) => one.type === "Email");
  const offered = factories.filter((one) => one.type === "Email" && !emails.some((other) => other.connectorId === one.id));
  const mayAdd = mayChange() && offered.length > 0;
  return html`
    <${PageHead} title=${t("connectors")} lead=${t("connectors-lead")} tabs=${html`<${Tabs} label=${t("connectors")} tabs=${tabs} />`} />
    <section class="panel is-bare" aria-labelledby="email"><h2 id="email" class="hidden">${t("email")}</h2>
      <ul class="connector-rows">
        ${emails.map((one) => html`<${Row} key=${one.id} connector=${one} lately=${lately} />`)}
        ${emails.length === 0 && html`
          <li class="connector-row"><span class="connector-logo"><${Icon} name="mail" /></span>
            <div><strong>${t("email")}</strong><p class="soft">${t("email-none")}</p></div>
            ${mayAdd && html`<button type="button" class="button is-primary" data-primary onClick=${() => setChoosing(true)}>${t("configure")}</button>`}</li>`}
      </ul></section>
    ${emails.length > 0 && mayAdd && html`<p class="below"><button type="button" class="link-button" onClick=${() => setChoosing(true)}><${Icon} name="plus" size=${16} />${t("replace-connector")}</button></p>`}
    ${isChoosing && html`<${Choosing} factories=${offered} onClose=${() => setChoosing(false)} />`}`;
}

/** @param {{ factory: string, lately: any }} props */
function Lately({ factory, lately: [{ data: mails, more }, { data: { events } }] }) {
  const recent = mails.filter(({ createdAt }) => createdAt > Date.now() - 86_400_000), own = recent.filter((one) => one.connector === kindOf(factory));
  // A page full of a day's mails is not all of them.
  const count = (...states) => number(own.filter(({ state }) => states.includes(state)).length) + (more && recent.length === mails.length ? "+" : "");
  const test = events.find(({ data }) => data.factory === factory);
  return html`${t("mails-of-day", { sent: count("sent"), failed: count("dead", "expired") })} · ${t("last-test")} <${When} at=${test?.at} />
    ${test && test.data.outcome !== "accepted" && html` <${Badge} tone="bad">${t("refused")}<//>`}`;
}

/** The last line has its room from the beginning: nothing moves when it is known. @param {{ connector: any, lately: any }} props */
const Row = ({ connector, lately }) => html`
  <li class="connector-row">
    <${Logo} of=${connector} />
    <div><a class="row-link" href="${BASE}/${connector.id}">${phrase(connector.name)}</a><p class="soft">${sender(connector)}</p>
      <p class="soft small">${lately ? html`<${Lately} factory=${connector.connectorId} lately=${lately} />` : "\u00a0"}</p></div>
    <div class="actions">${connector.signet?.fallback && html`<${Badge}>${t("fallback")}<//>`}<${SourceBadge} of=${connector} />
      <${Badge} tone=${connector.signet?.inForce ? "good" : "warn"}>${t(connector.signet?.inForce ? "in-force" : "not-in-force")}<//></div>
  </li>`;

/** @param {{ factories: any[], onClose: () => void }} props */
const Choosing = ({ factories, onClose }) => html`
  <${Dialog} title=${t("choose-provider")} onClose=${onClose}>
    <ul class="dialog-body provider-cards">${factories.map((one) => html`
      <li key=${one.id} class="card"><${Logo} of=${one} />
        <div><a class="row-link" href="${BASE}/new/${one.id}" onClick=${onClose}>${phrase(one.name)}</a><p class="soft small">${phrase(one.description)}</p></div></li>`)}</ul>
  <//>`;
