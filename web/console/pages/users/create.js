// A new person: by hand, for whom cannot or shall not sign up.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { go } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { Field } from "../../parts/field.js";
import { PageHead } from "../../parts/page.js";
import { FormProblem } from "../../parts/problem.js";
import { words } from "../../lib/words.js";

const FIELDS = [["primaryEmail", "email-address", "email"], ["name", "name", "text"], ["username", "username", "text"]];

export function Page() {
  const [typed, setTyped] = useState(/** @type {Record<string, string>} */ ({})), [problem, setProblem] = useState(/** @type {any} */ (null)), [isBusy, setBusy] = useState(false);
  const create = (event) => {
    event.preventDefault();
    setBusy(true);
    const body = Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    // Busy until the next page is there: a second press would make another one.
    call("POST", "/users", { body }).then(({ data }) => go(`/console/users/${data.id}/profile`), (error) => (setProblem(error), setBusy(false)));
  };
  const isAtField = FIELDS.some(([key]) => key === problem?.member);
  return html`
    <${PageHead} title=${t("add-user")} lead=${t("add-user-lead")} crumbs=${[{ text: t("users"), href: "/console/users" }]} />
    <form class="panel fields narrow" novalidate onSubmit=${create}>
      ${FIELDS.map(([key, id, type]) => html`<${Field} key=${key} label=${t(id)} type=${type} value=${typed[key] ?? ""} problem=${problem?.member === key ? words(problem) : undefined} onInput=${(text) => setTyped({ ...typed, [key]: text })} />`)}
      <${FormProblem} text=${problem && !isAtField ? words(problem) : ""} />
      <div class="actions"><button class="button is-primary" disabled=${isBusy}>${t("add-user")}</button><a class="button" href="/console/users">${t("cancel")}</a></div>
    </form>`;
}
