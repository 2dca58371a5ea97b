// What every page of the sign-in experience shares: one draft, its tabs, and the preview beside it.
import { html, signal, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { changes } from "../../lib/diff.js";
import { draft } from "../../lib/draft.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Dialog } from "../../parts/dialog.js";
import { PageHead, Tabs } from "../../parts/page.js";
import { PreviewFrame } from "../../parts/preview-frame.js";
import { SaveBar } from "../../parts/save-bar.js";

const PATH = "/sign-in-exp";
const TABS = ["branding", "sign-up-and-sign-in", "content", "code-screen"];

/** Whether there is no room for a preview beside the settings: where the style sheets draw that line too. */
const room = matchMedia("(max-width: 56rem)"), isNarrow = signal(room.matches);
room.addEventListener("change", () => (isNarrow.value = room.matches));

export const load = () => get(PATH);

/** One draft for all tabs: what was begun on one is still there on the other. */
export const experienceDraft = (/** @type {import("../../lib/api.js").Answer} */ { data, etag }) => draft(PATH, data, etag);

/** Whether a member may be changed here, and where it stands if not. */
export function fixedBy(experience, /** @type {string} */ member) {
  return !mayChange() || (experience.declaredInFile ?? []).some((path) => path === member || path.startsWith(`${member}.`) || member.startsWith(`${path}.`));
}

/** What the members are called, for lists of changes. */
export const memberNames = () => ({ color: t("colors"), branding: t("logos"), signUp: t("sign-up"), signIn: t("sign-in"), signInMode: t("sign-in-mode"), passwordPolicy: t("password-policy"), signet: t("brand-name"),
  termsOfUseUrl: t("terms-url"), privacyPolicyUrl: t("privacy-url"), agreeToTermsPolicy: t("terms-policy"), languageInfo: t("languages"), supportEmail: t("support-email"), supportWebsiteUrl: t("support-url") });

/** @param {{ tab: string, lead?: string }} props */
export function ExperienceHead({ tab, lead }) {
  const tabs = TABS.map((name) => ({ text: t(name), href: `/console/sign-in-experience/${name}`, isCurrent: name === tab }));
  return html`<${PageHead} title=${t("sign-in-experience")} lead=${lead} tabs=${html`<${Tabs} label=${t("sign-in-experience")} tabs=${tabs} />`} />`;
}

/** @param {{ edit: any, tab: string, children?: any, isReady?: boolean, lead?: string }} props */
export function Experience({ edit, tab, children, isReady = true, lead }) {
  const { declaredInFile: declared = [], declaredAt = {} } = edit.saved.value, isApart = isNarrow.value;
  return html`
    <${ExperienceHead} tab=${tab} lead=${lead} />
    ${declared.length > 0 && html`<p class="notice spaced"><span>${t("declared-members")} <span class="mono">${declared.map((path) => path + (declaredAt[path] ? ` (${declaredAt[path]})` : "")).join(", ")}</span></span></p>`}
    <div class="experience">
      ${isApart && html`<${PreviewButton} changes=${edit.changed.value} />`}
      <form class="stack" novalidate aria-label=${t(tab)} onSubmit=${(event) => (event.preventDefault(), isReady && edit.save())}>
        ${children}
        <${Review} draft=${edit} names=${memberNames()} />
        <${SaveBar} draft=${edit} names=${memberNames()} isReady=${isReady} />
      </form>
      ${!isApart && html`<${PreviewFrame} changes=${edit.changed.value} />`}
    </div>`;
}

/** Where there is no room beside the settings, the preview takes the whole screen. @param {{ changes: any }} props */
function PreviewButton({ changes }) {
  const [isOpen, setOpen] = useState(false);
  return html`
    <section class="panel" aria-labelledby="live-preview">
      <div class="panel-head"><h2 id="live-preview">${t("live-preview")}</h2><button type="button" class="button is-small" onClick=${() => setOpen(true)}>${t("full-screen")}</button></div>
      ${isOpen && html`<${Dialog} title=${t("live-preview")} kind="drawer is-full" onClose=${() => setOpen(false)}><${PreviewFrame} changes=${changes} isBare=${true} /><//>`}
    </section>`;
}

/** What would be saved: each member that differs, old and new. @param {{ draft: any, names: Record<string, string> }} props */
function Review({ draft, names }) {
  const rows = Object.entries(draft.changed.value).flatMap(([key, value]) => changes(draft.saved.value[key], value, names[key] ?? key));
  if (!rows.length) return null;
  return html`
    <details class="panel"><summary><h2>${t("review", { count: rows.length })}</h2></summary>
      <dl class="facts small">${rows.map(({ path, was, is }) => html`
        <dt key=${path}>${path}</dt><dd><del class="mono">${was}</del> → <ins class="mono">${is}</ins></dd>`)}</dl></details>`;
}
