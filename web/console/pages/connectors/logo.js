// The picture of a provider, in the theme that is shown.
import { html } from "../../lib/html.js";

/** @param {{ of: { logo: string, logoDark?: string | null } }} props */
export const Logo = ({ of }) => html`
  <span class="connector-logo"><img class="on-light" src=${of.logo} alt="" width="36" height="36" /><img class="on-dark" src=${of.logoDark ?? of.logo} alt="" width="36" height="36" /></span>`;
