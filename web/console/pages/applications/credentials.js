// By what an application is known, and where it finds the provider.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { endpoints } from "../../lib/session.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { reload } from "../../lib/view.js";
import { Copyable } from "../../parts/copy-button.js";
import { Problem } from "../../parts/problem.js";
import { words } from "../../lib/words.js";
import { canKeepSecret } from "./frame.js";

/** The secrets of an application; beside none the error when they cannot be read, for the rest of a page does without. */
export const loadSecrets = (/** @type {string} */ id) => get(`/applications/${id}/secrets`).catch((error) => ({ data: [], error }));

/** Shows a secret after the person has proven who they are. */
export const reveal = async (/** @type {string} */ id, /** @type {string} */ name) =>
  (await call("POST", `/signet/applications/${id}/secrets/${encodeURIComponent(name)}/reveal`)).data.value;

/** The secret that an application would use now. */
export const currentSecret = (/** @type {any[]} */ secrets) => secrets.filter((one) => !one.expiresAt || one.expiresAt > Date.now()).at(-1);

/**
 * In the place of a secret, that none could be read. Whoever may not, and what cannot keep one, misses nothing.
 * @param {{ application: any, error: any }} props
 */
export const Unread = ({ application, error }) => error && error.status !== 403 && canKeepSecret(application) && html`
  <dl class="facts"><dt>${t("application-secret")}</dt><dd><${Problem} error=${error} again=${reload} /></dd></dl>`;

/** @param {{ application: any, secrets: any[], error: any }} props */
export function Credentials({ application, secrets, error }) {
  const secret = currentSecret(secrets);
  return html`
    <dl class="facts">
      <dt>${t("application-id")}</dt><dd><${Copyable} text=${application.id} of=${t("application-id")} /></dd>
      ${secret && html`<dt>${t("application-secret")}</dt><dd><${Secret} id=${application.id} secret=${secret} /></dd>`}
    </dl><${Unread} application=${application} error=${error} />`;
}

/** @param {{ id: string, secret: any }} props */
export function Secret({ id, secret }) {
  const [value, setValue] = useState(""), [problem, setProblem] = useState("");
  const show = () => reveal(id, secret.name).then((shown) => (setValue(shown), setProblem("")), (error) => setProblem(words(error)));
  if (value) return html`<${Copyable} text=${value} of=${t("application-secret")} /><button type="button" class="link-button" onClick=${() => setValue("")}>${t("hide")}</button>`;
  return html`<span class="mono" aria-hidden="true">••••••••••••••••</span>
    ${mayChange() && html`<button type="button" class="button is-small" onClick=${show}>${t("reveal")}<span class="hidden"> ${t("application-secret")} ${secret.name}</span></button>`}
    ${problem && html`<span class="problem" role="alert">${problem}</span>`}`;
}

/** What code that signs people in has to know of the provider. */
export function Endpoints() {
  const known = endpoints();
  const rows = [["issuer", known.issuer], ["discovery", `${known.issuer}/.well-known/openid-configuration`], ["authorization", known.authorization_endpoint],
    ["token", known.token_endpoint], ["userinfo", known.userinfo_endpoint], ["jwks", known.jwks_uri], ["end-session", known.end_session_endpoint]];
  return html`
    <section class="panel" aria-labelledby="endpoints"><h2 id="endpoints">${t("endpoints")}</h2>
      <dl class="facts">${rows.filter(([, url]) => url).map(([name, url]) => html`
        <dt key=${name}>${t(`endpoint-${name}`)}</dt><dd><${Copyable} text=${url} of=${t(`endpoint-${name}`)} /></dd>`)}</dl></section>`;
}
