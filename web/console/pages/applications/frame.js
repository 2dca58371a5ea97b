// What every page of one application begins with.
import { html } from "../../lib/html.js";
import { t } from "../../lib/say.js";
import { Badge, SourceBadge } from "../../parts/badge.js";
import { PageHead, Tabs } from "../../parts/page.js";

/** Whether it runs where a secret stays one. */
export const canKeepSecret = (application) => application.type === "Traditional" || application.type === "MachineToMachine";

/** @param {{ application: any, tab: string, dirty?: boolean, actions?: any }} props */
export function ApplicationHead({ application, tab, dirty = false, actions }) {
  const names = ["guide", "settings", ...(canKeepSecret(application) ? ["secrets"] : []), "activity"];
  const tabs = names.map((name) => ({ text: t(name) + (dirty && name === tab ? " •" : ""), href: `/console/applications/${application.id}/${name}`, isCurrent: name === tab }));
  const badges = html`<${Badge}>${t(`type-${application.type}`)}<//>${application.isThirdParty && html`<${Badge}>${t("third-party")}<//>`}<${SourceBadge} of=${application} />`;
  return html`<${PageHead} title=${application.name} badges=${badges} actions=${actions} crumbs=${[{ text: t("applications"), href: "/console/applications" }]}
    tabs=${html`<${Tabs} label=${t("application-pages")} tabs=${tabs} />`} />`;
}
