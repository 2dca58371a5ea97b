// User › Profile: by what a person is known.
import { html, useMemo, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { draft, forget } from "../../lib/draft.js";
import { go } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Copyable } from "../../parts/copy-button.js";
import { Final } from "../../parts/dialog.js";
import { Field } from "../../parts/field.js";
import { Impact } from "../../parts/impact.js";
import { words } from "../../lib/words.js";
import { SaveBar } from "../../parts/save-bar.js";
import { When } from "../../parts/when.js";
import { UserHead } from "./frame.js";
import { nameOf } from "./list.js";

export const load = (/** @type {{ id: string }} */ { id }) => get(`/users/${id}`);

const FIELDS = [["primaryEmail", "email-address", "email"], ["name", "name", "text"], ["username", "username", "text"], ["avatar", "avatar", "url"]];

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data: { data: user, etag } }) {
  const edit = useMemo(() => draft(`/users/${user.id}`, user, etag), [user.id, etag]);
  const fixed = !mayChange(), now = edit.value.value, names = Object.fromEntries(FIELDS.map(([key, id]) => [key, t(id)]));
  return html`
    <${UserHead} user=${edit.saved.value} etag=${edit.etag.value} tab="profile" dirty=${edit.count.value > 0} />
    <form class="stack" novalidate aria-label=${t("profile")} onSubmit=${(event) => (event.preventDefault(), edit.save())}>
      <section class="panel fields">
        ${FIELDS.map(([key, id, type]) => html`<${Field} key=${key} label=${t(id)} type=${type} value=${now[key] ?? ""} readOnly=${fixed} problem=${edit.problems.value[key]} onInput=${(text) => edit.set(key, text || null)} />`)}
        <dl class="facts"><dt>${t("user-id")}</dt><dd><${Copyable} text=${user.id} of=${t("user-id")} /></dd><dt>${t("created")}</dt><dd><${When} at=${user.createdAt} /></dd><dt>${t("last-sign-in")}</dt><dd><${When} at=${user.lastSignInAt} /></dd></dl>
      </section>
      <${SaveBar} draft=${edit} names=${names} />
    </form>
    ${!fixed && html`<${Removal} user=${edit.saved.value} etag=${edit.etag.value} />`}`;
}

/** @param {{ user: any, etag: string }} props */
function Removal({ user, etag }) {
  const [isAsked, setAsked] = useState(false), [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = () => call("DELETE", `/users/${user.id}`, { etag }).then(() => (forget(`/users/${user.id}`), go("/console/users")), (error) => setProblem(words(error)));
  return html`
    <section class="panel danger" aria-labelledby="removal"><div class="panel-head"><h2 id="removal">${t("remove-user")}</h2></div>
      <div class="actions"><p class="soft">${t("remove-user-text")}</p><button type="button" class="button is-bad" onClick=${() => (setTyped(""), setAsked(true))}>${t("remove-user")}…</button></div>
      ${isAsked && html`<${Final} title=${t("remove-user")} text=${html`${t("remove-user-text")}<${Impact} of="/users/${user.id}" />`} name=${nameOf(user)} action=${t("remove-user")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${() => setAsked(false)} />`}</section>`;
}
