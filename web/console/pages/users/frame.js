// What every page of one person begins with.
import { html, useState } from "../../lib/html.js";
import { call, get } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { reload } from "../../lib/view.js";
import { Badge } from "../../parts/badge.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { words } from "../../lib/words.js";
import { nameOf } from "./list.js";

const TABS = ["sign-ins", "profile", "sessions"];

/** @param {{ user: any, etag?: string, tab: string, dirty?: boolean }} props */
export function UserHead({ user, etag, tab, dirty = false }) {
  const tabs = TABS.map((name) => ({ text: t(name) + (dirty && name === tab ? " •" : ""), href: `/console/users/${user.id}/${name}`, isCurrent: name === tab }));
  return html`<${PageHead} title=${nameOf(user)} lead=${user.name && user.primaryEmail ? user.name : undefined} crumbs=${[{ text: t("users"), href: "/console/users" }]}
    badges=${user.isSuspended && html`<${Badge} tone="bad">${t("suspended")}<//>`} actions=${mayChange() && html`<${Suspend} user=${user} etag=${etag} />`}
    tabs=${html`<${Tabs} label=${t("user-pages")} tabs=${tabs} />`} />`;
}

/** Suspending can be taken back, so it is done at once. @param {{ user: any, etag?: string }} props */
function Suspend({ user, etag }) {
  const [problem, setProblem] = useState(""), [isBusy, setBusy] = useState(false), path = `/users/${user.id}`;
  /** @returns {Promise<void>} */
  const put = async (isSuspended, match = etag) => {
    try {
      const changed = await call("PATCH", `${path}/is-suspended`, { body: { isSuspended }, etag: match });
      setProblem("");
      await reload();
      tell(t(isSuspended ? "user-suspended" : "user-resumed", { name: nameOf(user) }), () => put(!isSuspended, changed.etag));
    } catch (/** @type {any} */ error) {
      const now = error.status === 412 ? await get(path).catch(() => null) : null;
      // Every sign-in changes the account: only another one who suspended or resumed it is in the way.
      if (now && now.data.isSuspended !== isSuspended) return put(isSuspended, now.etag);
      setProblem(words(error));
      if (error.status === 412) await reload();
    }
  };
  // Only the first of two presses is meant.
  const press = () => (setBusy(true), put(!user.isSuspended).finally(() => setBusy(false)));
  return html`${problem && html`<span class="problem" role="alert">${problem}</span>`}
    <button type="button" class="button" disabled=${isBusy} onClick=${press}>${t(user.isSuspended ? "resume" : "suspend")}</button>`;
}
