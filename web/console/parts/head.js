// The head of the console: whose it is, search, language, theme, account.
import { html } from "../lib/html.js";
import { publicUrl } from "../lib/instance.js";
import { layer } from "../lib/keys.js";
import { choose, language, LANGUAGES, switchUtc, t, utc } from "../lib/say.js";
import { person, signOut } from "../lib/session.js";
import { setTheme, theme, THEMES } from "../lib/theme.js";
import { waiting } from "../lib/view.js";
import { Icon, Mark } from "./icon.js";

const host = () => (URL.canParse(publicUrl) ? new URL(publicUrl).host : "");
const nextOf = (all, now) => all[(all.indexOf(now) + 1) % all.length];
const SYMBOLS = /** @type {Record<string, string>} */ ({ system: "system", light: "sun", dark: "moon" });

function Language() {
  const other = nextOf(LANGUAGES, language.value);
  return html`<button type="button" class="icon-button" lang=${other} onClick=${() => choose(other)}>${other.toUpperCase()}<span class="hidden"> ${t("speak-other")}</span></button>`;
}

const Theme = () => html`
  <button type="button" class="icon-button" aria-label=${t("theme-is", { theme: t(`theme-${theme.value}`) })} title=${t(`theme-${theme.value}`)}
    onClick=${() => setTheme(nextOf(THEMES, theme.value))}><${Icon} name=${SYMBOLS[theme.value]} size=${18} /></button>`;

/** Opens a layer, or closes it again. */
const toggle = (/** @type {"menu" | "help" | "palette"} */ name) => () => (layer.value = layer.value === name ? null : name);

export const Head = () => html`
  <header class="head">
    <button type="button" class="icon-button menu-button" aria-label=${t("navigation")} aria-expanded=${layer.value === "menu" ? "true" : "false"} aria-controls="navigation" onClick=${toggle("menu")}><${Icon} name="menu" /></button>
    <a class="head-name" href="/console"><${Mark} /><span class="hidden">${t("home-of", { host: host() })}</span><span class="head-words" aria-hidden="true">Signet<small>${host()}</small></span></a>
    <button type="button" class="search-button" aria-haspopup="dialog" aria-keyshortcuts="Control+K" onClick=${toggle("palette")}>
      <${Icon} name="search" size=${16} /><span>${t("search")}</span><kbd aria-hidden="true">Ctrl K</kbd></button>
    <div class="head-end">
      <button type="button" class="icon-button wide-only" aria-pressed=${utc.value ? "true" : "false"} aria-label=${t("times-utc")} onClick=${switchUtc}>UTC</button>
      <${Language} /><${Theme} />
      <button type="button" class="icon-button wide-only" aria-label=${t("keys")} aria-haspopup="dialog" onClick=${toggle("help")}><${Icon} name="ask" size=${18} /></button>
      <span class="small soft wide-only">${person.value?.email ?? person.value?.name ?? person.value?.sub}</span>
      <button type="button" class="icon-button" onClick=${signOut}><${Icon} name="leave" size=${18} /><span class="words">${t("sign-out")}</span></button>
    </div>
    ${waiting.value && html`<div class="loading-bar" role="progressbar" aria-label=${t("loading")}></div>`}
  </header>`;
