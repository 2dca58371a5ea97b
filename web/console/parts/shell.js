// The frame of the console: head, navigation, page, and what lies over them.
import { html, useEffect, useLayoutEffect } from "../lib/html.js";
import { knock, reachable, updated } from "../lib/api.js";
import { layer, listenToKeys } from "../lib/keys.js";
import { poll } from "../lib/poll.js";
import { t } from "../lib/say.js";
import { view } from "../lib/view.js";
import { NAVIGATION } from "../pages.js";
import { Again } from "./again.js";
import { Head } from "./head.js";
import { Icon } from "./icon.js";
import { Help } from "./help.js";
import { Outlet } from "./outlet.js";
import { Palette } from "./palette.js";
import { Toasts } from "./toasts.js";

function Navigation() {
  const current = view.value?.page?.nav;
  return html`
    <nav class="side ${layer.value === "menu" ? "is-open" : ""}" aria-label=${t("navigation")} id="navigation">
      ${NAVIGATION.map(({ group, entries }) => html`
        ${group && html`<h2 id=${group}>${t(group)}</h2>`}
        <ul aria-labelledby=${group}>${entries.map(({ id, href, icon }) => html`
          <li key=${id}><a href=${href} aria-current=${current === id ? "page" : undefined}><${Icon} name=${icon} />${t(id)}</a></li>`)}</ul>`)}
    </nav>`;
}

const Banners = () => html`<div role="status">
  ${!reachable.value && html`<div class="banner">${t("unreachable")}</div>`}
  ${updated.value && html`<div class="banner">${t("updated")}<button type="button" class="button is-small" onClick=${() => location.reload()}>${t("reload")}</button></div>`}
</div>`;

export function Shell() {
  // Before anybody sees what they could press.
  useLayoutEffect(listenToKeys, []);
  useEffect(() => (reachable.value ? undefined : poll(knock, 4000, true)), [reachable.value]);
  const close = () => void (layer.value = null);
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    <${Head} />
    <${Banners} />
    <div class="frame"><${Navigation} /><main class="main" id="main" tabindex="-1"><${Outlet} /></main></div>
    <${Toasts} />
    <${Again} />
    ${layer.value === "palette" && html`<${Palette} onClose=${close} />`}
    ${layer.value === "help" && html`<${Help} onClose=${close} />`}`;
}
