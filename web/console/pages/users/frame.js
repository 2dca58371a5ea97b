// What every page of one person begins with.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { Badge } from "../../parts/badge.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { words } from "../../lib/words.js";
import { nameOf } from "./list.js";

const TABS = ["sign-ins", "profile", "sessions"];

/** @param {{ user: any, tab: string, dirty?: boolean }} props */
export function UserHead({ user, tab, dirty = false }) {
  const tabs = TABS.map((name) => ({ text: t(name) + (dirty && name === tab ? " •" : ""), href: `/console/users/${user.id}/${name}`, isCurrent: name === tab }));
  return html`<${PageHead} title=${nameOf(user)} lead=${user.name && user.primaryEmail ? user.name : undefined} crumbs=${[{ text: t("users"), href: "/console/users" }]}
    badges=${user.isSuspended && html`<${Badge} tone="bad">${t("suspended")}<//>`} actions=${mayChange() && html`<${Suspend} user=${user} />`}
    tabs=${html`<${Tabs} label=${t("user-pages")} tabs=${tabs} />`} />`;
}

/** Suspending can be taken back, so it is done at once. @param {{ user: any }} props */
function Suspend({ user }) {
  const [problem, setProblem] = useState("");
  const put = async (isSuspended) => {
    try {
      await call("PATCH", `/users/${user.id}/is-suspended`, { body: { isSuspended } });
      await reload();
      tell(t(isSuspended ? "user-suspended" : "user-resumed", { name: nameOf(user) }), () => put(!isSuspended));
    } catch (error) {
      setProblem(words(error));
    }
  };
  return html`${problem && html`<span class="problem" role="alert">${problem}</span>`}
    <button type="button" class="button" onClick=${() => put(!user.isSuspended)}>${t(user.isSuspended ? "resume" : "suspend")}</button>`;
}
