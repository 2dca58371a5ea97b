// The mail as it would arrive, of what is typed and not saved.
import { html, useEffect, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { fill, sent, USAGES } from "../../lib/deliveries.js";
import { readMail } from "../../lib/mail-html.js";
import { language, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Select } from "../../parts/field.js";

const VALUES = { code: "000000", "application.name": "Bookstore", "user.name": "Ada", "user.primaryEmail": "ada@example.com" };

/** Links are shown and lead nowhere. @param {{ node: any }} props */
function Node({ node }) {
  if (typeof node === "string") return node;
  const children = node.children.map((child, /** @type {number} */ i) => html`<${Node} key=${i} node=${child} />`);
  if (node.tag === "a") return html`<u title=${node.href}>${children}</u>`;
  if (node.tag === "br" || node.tag === "hr") return html`<${node.tag} />`;
  // A heading of a mail is none of this page.
  if (/^h\d$/.test(node.tag)) return html`<p class="mail-heading">${children}</p>`;
  if (/^(table|tbody|thead|tr|td|th|center)$/.test(node.tag)) return html`<div>${children}</div>`;
  return html`<${node.tag}>${children}<//>`;
}

/** @param {{ config: any, usage: string, onUsage: (usage: string) => void, factoryId: string }} props */
export function MailPreview({ config, usage, onUsage, factoryId }) {
  const [view, setView] = useState("html");
  if (factoryId !== "mailgun-email" || typeof config.deliveries === "string") return null;
  const way = sent(config.deliveries, usage), one = way === "own" ? config.deliveries[usage] : way === "generic" ? config.deliveries.Generic : null;
  const subject = typeof one?.subject === "string" ? fill(one.subject, VALUES) : "";
  return html`
    <section class="panel stack-small" aria-labelledby="mail-preview"><div class="panel-head"><h2 id="mail-preview">${t("mail-preview")}</h2></div>
      <div class="toolbar">
        <${Select} isBare=${true} isSmall=${true} label=${t("usage")} value=${usage} onChange=${onUsage} choices=${USAGES.map((value) => ({ value, text: t(`usage-${value}`) }))} />
        <${Select} isBare=${true} isSmall=${true} label=${t("mail-format")} value=${view} onChange=${setView} choices=${["html", "text"].map((value) => ({ value, text: t(`mail-format-${value}`) }))} /></div>
      ${way !== "own" && html`<p class="small ${way === "fails" ? "bad" : "soft"}">${t(`sent-${way}`)}</p>`}
      ${one && html`
        <div class="phone"><span class="small soft">${config.from}</span><strong>${subject || t("mail-no-subject")}</strong></div>
        <div class="mail">${one.template ? html`<p class="soft">${t("mail-template", { name: one.template })}</p>` : html`<${Body} one=${one} view=${view} />`}</div>
        <p class="hint">${t("mail-preview-hint")}</p>`}
      ${way === "built-in" && html`<${BuiltIn} usage=${usage} />`}
    </section>`;
}

/** @param {{ one: any, view: string }} props */
function Body({ one, view }) {
  if (view === "text") return html`<pre>${one.text ? fill(String(one.text), VALUES) : t("mail-no-text")}</pre>`;
  return html`<${Node} node=${readMail(fill(String(one.html ?? ""), VALUES))} />`;
}

/** Signet's own mails, as the server renders them: its samples are numbered. */
const SAMPLES = /** @type {Record<string, number>} */ ({ SignIn: 0, Register: 1 });

/** @param {{ usage: string }} props */
function BuiltIn({ usage }) {
  const [url, setUrl] = useState("");
  // Making one is a write, though it keeps nothing for long.
  useEffect(() => void (mayChange() && call("POST", "/signet/previews", { body: {} }).then(({ data }) => setUrl(new URL(data.url).pathname), () => {})), []);
  return html`<div class="phone"><strong>${t("built-in-subject")}</strong></div>
    ${url && html`<iframe class="mail-frame" title=${t("mail-preview")} src="${url}mail/${SAMPLES[usage] ?? 2}?lang=${language.value}" sandbox=""></iframe>`}`;
}
