// What every page of the sign-in experience shares: one draft, its tabs, and the preview beside it.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { draft } from "../../lib/draft.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { PreviewFrame } from "../../parts/preview-frame.js";
import { SaveBar } from "../../parts/save-bar.js";
import { Review } from "./review.js";

const PATH = "/sign-in-exp";
const TABS = ["branding", "sign-up-and-sign-in", "content"];

export const load = () => get(PATH);

/** One draft for all tabs: what was begun on one is still there on the other. */
export const experienceDraft = (/** @type {import("../../lib/api.js").Answer} */ { data, etag }) => draft(PATH, data, etag);

/** Whether a member may be changed here, and where it stands if not. */
export function fixedBy(experience, /** @type {string} */ member) {
  return !mayChange() || (experience.declaredInFile ?? []).some((path) => path === member || path.startsWith(`${member}.`) || member.startsWith(`${path}.`));
}

/** What the members are called, for lists of changes. */
export const memberNames = () => ({ color: t("colors"), branding: t("logos"), signUp: t("sign-up"), signIn: t("sign-in"), signInMode: t("sign-in-mode"), signet: t("brand-name"),
  customCss: t("custom-css"), termsOfUseUrl: t("terms-url"), privacyPolicyUrl: t("privacy-url"), agreeToTermsPolicy: t("terms-policy"), languageInfo: t("languages"), supportEmail: t("support-email"), supportWebsiteUrl: t("support-url") });

/** @param {{ edit: any, tab: string, children?: any, isReady?: boolean, lead?: string }} props */
export function Experience({ edit, tab, children, isReady = true, lead }) {
  const tabs = TABS.map((name) => ({ text: t(name), href: `/console/sign-in-experience/${name}`, isCurrent: name === tab }));
  const declared = edit.saved.value.declaredInFile ?? [];
  return html`
    <${PageHead} title=${t("sign-in-experience")} lead=${lead} tabs=${html`<${Tabs} label=${t("sign-in-experience")} tabs=${tabs} />`} />
    ${declared.length > 0 && html`<p class="notice spaced"><span>${t("declared-members")} <span class="mono">${declared.join(", ")}</span></span></p>`}
    <div class="experience">
      <form class="stack" novalidate aria-label=${t(tab)} onSubmit=${(event) => (event.preventDefault(), isReady && edit.save())}>
        ${children}
        <${Review} draft=${edit} names=${memberNames()} />
        <${SaveBar} draft=${edit} names=${memberNames()} isReady=${isReady} />
      </form>
      <${PreviewFrame} changes=${edit.changed.value} />
    </div>`;
}
