// Sign-in experience › Content: terms, privacy, help, languages.
import { html, useMemo } from "../../lib/html.js";
import { LANGUAGES, t } from "../../lib/say.js";
import { Check, Field, Radios, Select } from "../../parts/field.js";
import { Experience, experienceDraft, fixedBy, load } from "./frame.js";

export const isWide = true;
export { load };

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data }) {
  const edit = useMemo(() => experienceDraft(data), [data]);
  const now = edit.value.value, problems = edit.problems.value;
  const field = (/** @type {string} */ key, /** @type {string} */ id, more = {}) => html`
    <${Field} label=${t(id)} isMono=${true} value=${now[key] ?? ""} readOnly=${fixedBy(now, key)} problem=${problems[key]} onInput=${(text) => edit.set(key, text || null)} ...${more} />`;
  const policies = ["Automatic", "ManualRegistrationOnly", "Manual"];
  const language = (next) => edit.set("languageInfo", { ...now.languageInfo, ...next });
  return html`
    <${Experience} edit=${edit} tab="content">
      <section class="panel fields" aria-labelledby="terms"><h2 id="terms">${t("terms")}</h2>
        ${field("termsOfUseUrl", "terms-url", { inputmode: "url", placeholder: "https://" })}
        ${field("privacyPolicyUrl", "privacy-url", { inputmode: "url", placeholder: "https://" })}
        <${Radios} legend=${t("terms-policy")} name="terms-policy" value=${now.agreeToTermsPolicy} isLocked=${fixedBy(now, "agreeToTermsPolicy")} onChange=${(value) => edit.set("agreeToTermsPolicy", value)}
          choices=${policies.map((value) => ({ value, text: t(`terms-${value}`) }))} />
      </section>
      <section class="panel fields" aria-labelledby="help"><h2 id="help">${t("help")}</h2>
        ${field("supportEmail", "support-email", { inputmode: "email" })}
        ${field("supportWebsiteUrl", "support-url", { inputmode: "url", placeholder: "https://" })}
      </section>
      <section class="panel fields" aria-labelledby="languages"><h2 id="languages">${t("languages")}</h2>
        <${Check} label=${t("auto-detect")} hint=${t("auto-detect-hint")} isOn=${now.languageInfo.autoDetect} isLocked=${fixedBy(now, "languageInfo")} onChange=${(autoDetect) => language({ autoDetect })} />
        <${Select} label=${t("fallback-language")} value=${now.languageInfo.fallbackLanguage} isLocked=${fixedBy(now, "languageInfo")} onChange=${(fallbackLanguage) => language({ fallbackLanguage })}
          choices=${LANGUAGES.map((value) => ({ value, text: t(`language-${value}`) }))} />
      </section>
    <//>`;
}
