// The head of a page: where one is, what it is called, what can be done here, and its tabs.
import { html } from "../lib/html.js";
import { t } from "../lib/say.js";

/**
 * @param {{ title: any, crumbs?: { text: string, href: string }[], lead?: any, actions?: any, badges?: any, tabs?: any }} props
 */
export const PageHead = ({ title, crumbs = [], lead, actions, badges, tabs }) => html`
  <header class="page-head">
    ${crumbs.length > 0 && html`<nav aria-label=${t("breadcrumb")}><ol class="crumbs">
      ${crumbs.map(({ text, href }) => html`<li key=${href}><a href=${href}>${text}</a></li>`)}</ol></nav>`}
    <div class="page-head-line">
      <div><div class="page-title"><h1 tabindex="-1">${title}</h1>${badges}</div>${lead && html`<p class="lead">${lead}</p>`}</div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </div>
    ${tabs}
  </header>`;

/**
 * Tabs are places: each is a link.
 * @param {{ label: string, tabs: { text: string, href: string, isCurrent: boolean }[] }} props
 */
export const Tabs = ({ label, tabs }) => html`
  <nav aria-label=${label}><ul class="tabs">
    ${tabs.map(({ text, href, isCurrent }) => html`<li key=${href}><a href=${href} aria-current=${isCurrent ? "page" : undefined}>${text}</a></li>`)}
  </ul></nav>`;

