// What is said where there is no console to be shown around it.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";
import { person, signIn, signOut } from "../lib/session.js";

/** What the provider or the client library says of a sign-in that failed. */
function cause(error) {
  const parts = [error?.error, error?.error_description, error?.code, error?.message];
  return [...new Set(parts.filter(Boolean))].join(" · ");
}

/** @param {{ what: "wrong-host" | "handed-on" | "sign-in-failed" | "not-allowed", address?: string, error?: any }} props */
export function Alone({ what, address = "", error }) {
  return html`
    <main class="alone">
      <h1 tabindex="-1">${t(`${what}-title`)}</h1>
      <p>${t(`${what}-text`, { address, person: person.value?.email ?? person.value?.sub ?? "" })}</p>
      ${error && html`<p class="small mono">${cause(error)}</p>`}
      <div class="actions">
        ${what === "wrong-host" && html`<a class="button is-primary" href=${address}>${address}</a>`}
        ${what === "sign-in-failed" && html`<a class="button is-primary" href="/console">${t("try-again")}</a>`}
        ${what === "not-allowed" && html`<button type="button" class="button is-primary" onClick=${() => signIn({ prompt: "login" })}>${t("another-account")}</button>
          <button type="button" class="button" onClick=${signOut}>${t("sign-out")}</button>`}
      </div>
    </main>`;
}
