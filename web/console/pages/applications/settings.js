// Application › Settings: its name, where people may be sent back to, and what else is set of it.
import { html, useMemo } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { draft } from "../../lib/draft.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { DeclaredNotice, isOwned } from "../../parts/badge.js";
import { Check, Field } from "../../parts/field.js";
import { SaveBar } from "../../parts/save-bar.js";
import { UriList } from "../../parts/uri-list.js";
import { Advanced } from "./advanced.js";
import { adding, Refused, useLooks } from "./checkpoint.js";
import { Credentials, Endpoints, loadSecrets } from "./credentials.js";
import { ApplicationHead } from "./frame.js";
import { Removal } from "./removal.js";

export const load = (/** @type {{ id: string }} */ { id }) => Promise.all([get(`/applications/${id}`), loadSecrets(id)]);

/** @param {{ data: any[] }} props */
export function Page({ data: [{ data: application, etag }, secrets] }) {
  const edit = useMemo(() => draft(`/applications/${application.id}`, application, etag), [application.id, etag]);
  const fixed = isOwned(application) || !mayChange();
  const names = { name: t("application-name"), description: t("description"), oidcClientMetadata: t("redirect-uris"), customClientMetadata: t("advanced") };
  const now = edit.value.value;
  const save = (event) => (event.preventDefault(), edit.save());
  return html`
    <${ApplicationHead} application=${edit.saved.value} tab="settings" dirty=${edit.count.value > 0} />
    <form class="stack" novalidate aria-label=${t("settings")} onSubmit=${save}>
      <${DeclaredNotice} of=${application} />
      <section class="panel fields" aria-label=${t("general")}>
        <${Field} label=${t("application-name")} value=${now.name} readOnly=${fixed} required=${true} problem=${edit.problems.value.name} onInput=${(text) => edit.set("name", text)} />
        <${Field} label=${t("description")} value=${now.description ?? ""} readOnly=${fixed} problem=${edit.problems.value.description} onInput=${(text) => edit.set("description", text || null)} />
        <${Credentials} application=${application} secrets=${secrets.data} error=${secrets.error} />
        ${application.type !== "MachineToMachine" && html`<${Check} label=${t("third-party-switch")} hint=${`${t(application.isThirdParty ? "third-party-on" : "third-party-off")} ${t("third-party-stays")}`} isOn=${application.isThirdParty} isLocked=${true} />`}
      </section>
      ${application.type !== "MachineToMachine" && html`<${Addresses} edit=${edit} application=${application} fixed=${fixed} />`}
      <${Endpoints} />
      ${application.type !== "MachineToMachine" && html`<${Advanced} edit=${edit} fixed=${fixed} />`}
      <${SaveBar} draft=${edit} names=${names} />
    </form>
    ${!fixed && html`<${Removal} application=${edit.saved.value} etag=${edit.etag.value} />`}`;
}

/**
 * The two lists are one member of the API, so each sends the other along.
 * @param {{ edit: any, application: any, fixed: boolean, isInGuide?: boolean }} props `isInGuide`: what a sign-in was refused is added at its checkpoint
 */
export function Addresses({ edit, application, fixed, isInGuide = false }) {
  const oidc = edit.value.value.oidcClientMetadata, problems = edit.problems.value;
  useLooks(application.id);
  const put = (key) => (uris) => edit.set("oidcClientMetadata", { ...oidc, [key]: uris });
  const problem = (key) => Object.entries(problems).find(([path]) => path.includes(key))?.[1];
  return html`
    <section class="panel fields" aria-label=${t("addresses")}>
      <${UriList} label=${t("redirect-uris")} hint=${t("redirect-uris-hint")} readOnly=${fixed} isNative=${application.type === "Native"} uris=${oidc.redirectUris}
        problem=${problem("redirectUris") ?? problems.oidcClientMetadata} onChange=${put("redirectUris")}>
        <${Refused} id=${application.id} kind="signIn" known=${oidc.redirectUris} isFixed=${fixed || isInGuide} onAdd=${adding(edit, "redirectUris")} /><//>
      <${UriList} label=${t("post-sign-out-uris")} hint=${t("post-sign-out-uris-hint")} readOnly=${fixed} isNative=${application.type === "Native"} isBare=${true}
        uris=${oidc.postLogoutRedirectUris} problem=${problem("postLogoutRedirectUris")} onChange=${put("postLogoutRedirectUris")}>
        <${Refused} id=${application.id} kind="signOut" known=${oidc.postLogoutRedirectUris} isFixed=${fixed} onAdd=${adding(edit, "postLogoutRedirectUris")} /><//>
    </section>`;
}
