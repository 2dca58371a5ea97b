// Sign-in experience › Branding: name, colours and logos.
import { html, useMemo } from "../../lib/html.js";
import { contrast, forDark, parseColor, textOn } from "../../lib/contrast.js";
import { t } from "../../lib/say.js";
import { Check, Field } from "../../parts/field.js";
import { Experience, experienceDraft, fixedBy, load } from "./frame.js";

export const isWide = true;
export { load };

/** @param {{ data: import("../../lib/api.js").Answer }} props */
export function Page({ data }) {
  const edit = useMemo(() => experienceDraft(data), [data]);
  const now = edit.value.value, { color, branding } = now, problems = edit.problems.value;
  const brand = (key) => (text) => {
    const { [key]: _, ...others } = branding;
    edit.set("branding", text ? { ...others, [key]: text } : others);
  };
  const urls = [["logoUrl", "logo-url"], ["darkLogoUrl", "dark-logo-url"], ["favicon", "favicon-url"]];
  return html`
    <${Experience} edit=${edit} tab="branding">
      <section class="panel fields" aria-labelledby="brand"><h2 id="brand">${t("brand")}</h2>
        <${Field} label=${t("brand-name")} hint=${t("brand-name-hint")} value=${now.signet?.name ?? ""} readOnly=${fixedBy(now, "signet.name")} problem=${problems["signet.name"]} onInput=${(text) => edit.set("signet", { ...now.signet, name: text || null })} />
        <${Colors} edit=${edit} color=${color} fixed=${fixedBy(now, "color")} />
      </section>
      <section class="panel fields" aria-labelledby="logos"><h2 id="logos">${t("logos")}</h2>
        ${urls.map(([key, id]) => html`<${Field} key=${key} label=${t(id)} isMono=${true} inputmode="url" placeholder="https://" value=${branding[key] ?? ""} readOnly=${fixedBy(now, `branding.${key}`)}
          problem=${problems[`branding.${key}`]} onInput=${brand(key)} />`)}
      </section>
    <//>`;
}

/** What is read badly is said while it is chosen; the pages mend it by the colour of the text. */
function judged(/** @type {string} */ color) {
  if (!parseColor(color)) return t("color-unknown");
  const ratio = contrast(color, "#ffffff").toFixed(1);
  return t(textOn(color) === "#ffffff" ? "color-light-text" : "color-dark-text", { ratio });
}

/** @param {{ edit: any, color: any, fixed: boolean }} props */
function Colors({ edit, color, fixed }) {
  const put = (next) => edit.set("color", { ...color, ...next });
  const derived = forDark(color.primaryColor);
  const picker = (key) => html`<input type="color" class="color" aria-label=${t(`${key}-pick`)} disabled=${fixed} value=${parseColor(color[key]) ? color[key] : "#000000"}
    onInput=${(event) => put({ [key]: event.currentTarget.value })} />`;
  return html`
    <${Field} label=${t("primaryColor")} isMono=${true} value=${color.primaryColor} readOnly=${fixed} hint=${judged(color.primaryColor)} beside=${picker("primaryColor")} onInput=${(text) => put({ primaryColor: text })} />
    <${Check} label=${t("dark-mode")} isOn=${color.isDarkModeEnabled} isLocked=${fixed} onChange=${(on) => put({ isDarkModeEnabled: on })} />
    ${color.isDarkModeEnabled && html`<${Field} label=${t("darkPrimaryColor")} isMono=${true} value=${color.darkPrimaryColor} readOnly=${fixed} beside=${picker("darkPrimaryColor")} onInput=${(text) => put({ darkPrimaryColor: text })} />
      ${!fixed && parseColor(color.primaryColor) && derived !== color.darkPrimaryColor && html`<div><button type="button" class="link-button" onClick=${() => put({ darkPrimaryColor: derived })}>${t("derive-dark", { color: derived })}</button></div>`}`}`;
}
