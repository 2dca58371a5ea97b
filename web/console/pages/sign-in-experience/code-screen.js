// Sign-in experience › Code screen: what a code is like, why it is so, and which limits protect people.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { duration, number, t } from "../../lib/say.js";
import { ExperienceHead } from "./frame.js";

export const isWide = true;
export const load = () => get("/signet/code-screen");

const seconds = (/** @type {number} */ value) => duration(value * 1000);

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data: { data: told } }) {
  const facts = [["length", number(told.length)], ["lifetime", seconds(told.expirationDuration)], ["tries", number(told.maxRetryAttempts)], ["resend", seconds(told.resendAfter)]];
  const section = (/** @type {string} */ id, /** @type {any} */ rows) => html`
    <section class="panel" aria-labelledby=${id}><h2 id=${id}>${t(id)}</h2><p class="lead">${t(`${id}-hint`)}</p><dl class="facts">${rows}</dl></section>`;
  return html`
    <${ExperienceHead} tab="code-screen" />
    <div class="experience">
      ${section("code-facts", facts.map(([name, value]) => html`
        <dt key=${name}>${t(`code-fact-${name}`)}</dt><dd><strong>${value}</strong><p class="hint">${t(`code-fact-${name}-why`)}</p></dd>`))}
      ${section("code-limits", told.limits.map(({ name, count, window: span }) => html`
        <dt key=${name}>${t(`limit-${name}`)}</dt><dd><strong>${t("code-limit", { count: number(count), time: seconds(span) })}</strong><code class="soft small">${name}</code></dd>`))}
    </div>`;
}
