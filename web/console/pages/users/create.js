// A new person: by hand, for whom cannot or shall not sign up.
import { html, useMemo } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { draft, forget } from "../../lib/draft.js";
import { go } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { Field } from "../../parts/field.js";
import { PageHead } from "../../parts/page.js";
import { Problems } from "../../parts/save-bar.js";

const FIELDS = [["primaryEmail", "email-address", "email"], ["name", "name", "text"], ["username", "username", "text"]];

/** What is sent: fields in which something stands. */
const filled = (/** @type {Record<string, string | null>} */ value) =>
  Object.fromEntries(Object.entries(value).map(([key, text]) => [key, text?.trim()]).filter(([, text]) => text));

const newUser = () => draft("/users/new", Object.fromEntries(FIELDS.map(([key]) => [key, null])), "", {
  send: async (_, match, value) => {
    const { data } = await call("POST", "/users", { body: filled(value) });
    return { path: `/users/${data.id}`, made: data };
  },
});

export function Page() {
  const edit = useMemo(newUser, []), now = edit.value.value, names = Object.fromEntries(FIELDS.map(([key, id]) => [key, t(id)]));
  const create = async (event) => {
    event.preventDefault();
    if (!Object.keys(filled(now)).length) return void (edit.problems.value = { primaryEmail: t("field-missing") });
    if (await edit.save()) go(`/console${edit.path}/profile`);
  };
  return html`
    <${PageHead} title=${t("add-user")} lead=${t("add-user-lead")} crumbs=${[{ text: t("users"), href: "/console/users" }]} />
    <form class="panel fields narrow" novalidate onSubmit=${create}>
      ${FIELDS.map(([key, id, type]) => html`<${Field} key=${key} label=${t(id)} type=${type} value=${now[key] ?? ""} problem=${edit.problems.value[key]} onInput=${(text) => edit.set(key, text || null)} />`)}
      <${Problems} draft=${edit} names=${names} />
      <div class="actions"><button class="button is-primary" data-save disabled=${edit.busy.value}>${t("add-user")}</button><a class="button" href="/console/users" onClick=${() => forget(edit.path)}>${t("cancel")}</a></div>
    </form>`;
}
