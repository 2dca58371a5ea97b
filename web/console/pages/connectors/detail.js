// One connector, new or saved: its parameters, its mails, and a test of both.
import { html, useMemo, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { cleaned, missing, startOf } from "../../lib/connector.js";
import { draft, forget } from "../../lib/draft.js";
import { go, place } from "../../lib/route.js";
import { phrase, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { words } from "../../lib/words.js";
import { Badge, DeclaredNotice, isOwned, SourceBadge } from "../../parts/badge.js";
import { Dialog, Final } from "../../parts/dialog.js";
import { Icon } from "../../parts/icon.js";
import { PageHead } from "../../parts/page.js";
import { Prose } from "../../parts/prose.js";
import { Problems, SaveBar } from "../../parts/save-bar.js";
import { Check } from "./check.js";
import { Deliveries } from "./deliveries.js";
import { MailPreview } from "./mail-preview.js";
import { Parameters } from "./parameters.js";
import { Test } from "./test.js";

export const isWide = true;
const BASE = "/console/connectors/email-sms";

export async function load(/** @type {{ id?: string, factory?: string }} */ { id, factory }) {
  if (id) return get(`/connectors/${id}`).then((answer) => ({ connector: answer.data, factory: answer.data, etag: answer.etag }));
  return get(`/connector-factories/${factory}`).then(({ data }) => ({ connector: null, factory: data, etag: "" }));
}

/** A draft whose value is the configuration: the API takes and answers it within the connector. */
function configDraft({ connector, factory, etag }) {
  if (!connector)
    return draft(`/connectors/new/${factory.id}`, startOf(factory), "", {
      send: async (_, match, value) => {
        const { data } = await call("POST", "/connectors", { body: { connectorId: factory.id, config: cleaned(value) } });
        return { path: `/connectors/${data.id}`, made: data.config };
      },
    });
  const path = `/connectors/${connector.id}`;
  const within = (answer) => ({ ...answer, data: answer.data.config });
  return draft(path, connector.config, etag, {
    send: (_, match, value) => call("PATCH", path, { body: { config: cleaned(value) }, etag: match }).then(within),
    load: () => get(path).then(within),
  });
}

/** @param {{ data: any }} props */
export function Page({ data }) {
  const { connector, factory } = data, isNew = !connector;
  const edit = useMemo(() => configDraft(data), [data]);
  const [isReading, setReading] = useState(false), [isBroken, setBroken] = useState(false), [findings, setFindings] = useState(/** @type {any[]} */ ([])), [usage, setUsage] = useState("SignIn");
  const fixed = !mayChange() || isOwned(connector), config = edit.value.value;
  const save = async (event) => {
    event.preventDefault();
    const empty = missing(factory.formItems, config);
    if (empty.length) return void (edit.problems.value = Object.fromEntries(empty.map((key) => [`config.${key}`, t("field-missing")])));
    if (isBroken || !(await edit.save())) focusFirst();
    else if (isNew) go(`${BASE}/${edit.path.split("/")[2]}?new=1`);
  };
  const badges = html`${connector && html`<${Badge} tone=${connector.signet?.inForce ? "good" : "warn"}>${t(connector.signet?.inForce ? "in-force" : "not-in-force")}<//>`}<${SourceBadge} of=${connector ?? {}} />`;
  return html`
    <${PageHead} title=${phrase(factory.name)} lead=${phrase(factory.description)} badges=${badges} crumbs=${[{ text: t("connectors"), href: BASE }, { text: t("email-sms-connectors"), href: BASE }]}
      actions=${html`<button type="button" class="button" onClick=${() => setReading(true)}><${Icon} name="book" size=${16} />README</button>`} />
    <${Ready} />
    <div class="connector">
      <form class="stack" novalidate aria-label=${phrase(factory.name)} onSubmit=${save}>
        <${DeclaredNotice} of=${connector ?? {}} />
        <${Parameters} factory=${factory} edit=${edit} fixed=${fixed} findings=${findings} extra=${factory.id === "mailgun-email" || connector?.connectorId === "mailgun-email" ? html`<${Check} config=${config} onFindings=${setFindings} />` : null} />
        <${Deliveries} factory=${factory} edit=${edit} fixed=${fixed} onBroken=${setBroken} onUsage=${setUsage} />
        ${isNew ? html`<${NewBar} edit=${edit} isBroken=${isBroken} />` : html`<${SaveBar} draft=${edit} isReady=${!isBroken} />`}
      </form>
      <div class="connector-side stack">
        <${MailPreview} config=${config} usage=${usage} onUsage=${setUsage} factoryId=${connector?.connectorId ?? factory.id} />
        ${mayChange() && html`<${Test} factoryId=${connector?.connectorId ?? factory.id} edit=${edit} isReady=${!isBroken} />`}
        ${connector && !fixed && html`<${RemoveConnector} connector=${connector} etag=${edit.etag.value} />`}
      </div>
    </div>
    ${isReading && html`<${Dialog} title="README" kind="drawer" onClose=${() => setReading(false)}><${Prose} text=${phrase(factory.readmes, factory.readme)} lower=${1} /><//>`}`;
}

/** The field that is wrong, once its message is there. */
const focusFirst = () => requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector('main [aria-invalid="true"]'))?.focus());

/** @param {{ edit: any, isBroken: boolean }} props */
const NewBar = ({ edit, isBroken }) => html`
  <${Problems} draft=${edit} />
  <div class="actions">${mayChange() && html`<button class="button is-primary" data-save disabled=${edit.busy.value || isBroken}>${t("save-and-done")}</button>`}<a class="button" href=${BASE} onClick=${() => forget(edit.path)}>${t("cancel")}</a></div>`;

/** After the first saving: what is left to do. */
function Ready() {
  if (!place.value.query.get("new")) return null;
  return html`<div class="notice is-good spaced"><div><strong>${t("email-ready")}</strong> ${t("email-ready-text")}</div>
    <a class="button is-small" href="/console/sign-in-experience/sign-up-and-sign-in">${t("activate-in-experience")}</a></div>`;
}

/** Removing a connector with its configuration. @param {{ connector: any, etag: string }} props */
function RemoveConnector({ connector, etag }) {
  const [isAsked, setAsked] = useState(false), [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = () => call("DELETE", `/connectors/${connector.id}`, { etag }).then(() => (forget(`/connectors/${connector.id}`), go(BASE)), (error) => setProblem(words(error)));
  return html`
    <div><button type="button" class="link-button is-bad" onClick=${() => (setTyped(""), setAsked(true))}>${t("remove-connector")}…</button></div>
    ${isAsked && html`<${Final} title=${t("remove-connector")} text=${t("remove-connector-ask")} name=${phrase(connector.name)} action=${t("remove-connector")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${() => setAsked(false)} />`}`;
}
