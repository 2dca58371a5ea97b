// User › Sign-ins: each attempt as it went, with its mails, and why somebody cannot sign in.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { SignIns } from "../../parts/sign-ins.js";
import { Explain } from "./explain-panel.js";
import { UserHead } from "./frame.js";

export async function load(/** @type {{ id: string }} */ { id }) {
  return Promise.all([get(`/users/${id}`), get("/signet/sign-ins", { user: id, page_size: 20 })]);
}

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export const Page = ({ data: [{ data: user, etag }, { data: rows, more }] }) => html`
  <${UserHead} user=${user} etag=${etag} tab="sign-ins" />
  <div class="stack">
    ${user.primaryEmail && html`<${Explain} identifier=${user.primaryEmail} isFixed=${true} />`}
    <section aria-labelledby="attempts" class="stack-small"><h2 id="attempts">${t("attempts")}</h2>
      <${SignIns} first=${rows} hasMore=${more} query=${{ user: user.id }} empty=${t("attempts-empty")} /></section>
  </div>`;
