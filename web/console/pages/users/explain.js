// Why can't somebody sign in? Also for addresses that have no account.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { t } from "../../lib/say.js";
import { PageHead } from "../../parts/page.js";
import { SignIns } from "../../parts/sign-ins.js";
import { Explain } from "./explain-panel.js";

export async function load(_, /** @type {URLSearchParams} */ query) {
  const identifier = query.get("identifier") ?? "";
  return { identifier, found: identifier ? await get("/signet/sign-ins", { identifier, page_size: 20 }) : null };
}

/** @param {{ data: any }} props */
export const Page = ({ data: { identifier, found } }) => html`
  <${PageHead} title=${t("explain")} lead=${t("explain-lead")} crumbs=${[{ text: t("users"), href: "/console/users" }]} />
  <div class="stack"><${Explain} key=${identifier} identifier=${identifier} />
    ${found && html`<section class="stack-small" aria-labelledby="attempts"><h2 id="attempts">${t("attempts-of", { address: identifier })}</h2>
      <${SignIns} key=${identifier} first=${found.data} hasMore=${found.more} query=${{ identifier }} empty=${t("attempts-empty")} /></section>`}</div>`;
