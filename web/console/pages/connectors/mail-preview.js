// The mail as it would arrive, of what is typed and not saved.
import { html, useEffect, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { fill, sent, USAGES } from "../../lib/deliveries.js";
import { readMail } from "../../lib/mail-html.js";
import { language, LANGUAGES, t } from "../../lib/say.js";
import { CodeBlock } from "../../parts/code-block.js";
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

/** The mails by usage type, whatever the factory calls them; a text as long as it cannot be read. Of two the first is sent. */
function mailsOf({ deliveries, templates }) {
  if (!Array.isArray(templates)) return deliveries ?? templates;
  return Object.fromEntries(templates.filter(Boolean).reverse().map(({ usageType, subject, content, contentType }) => [usageType, { subject, [contentType === "text/plain" ? "text" : "html"]: content }]));
}

/** @param {{ config: any, usage: string, onUsage: (usage: string) => void, factoryId: string }} props */
export function MailPreview({ config, usage, onUsage, factoryId }) {
  const [view, setView] = useState("html"), [tongue, setTongue] = useState(language.value), [shade, setShade] = useState("light");
  const mails = mailsOf(config), isPosted = factoryId === "http-email";
  if (typeof mails === "string") return null;
  const way = isPosted ? "posted" : sent(mails, usage), one = way === "own" ? mails[usage] : way === "generic" ? mails.Generic : null;
  const isOurs = way === "built-in", pick = (/** @type {string} */ id, value, values, onChange, /** @type {(value: string) => string} */ nameOf = String) => html`
    <${Select} isBare=${true} isSmall=${true} label=${t(id)} value=${value} onChange=${onChange} choices=${values.map((one) => ({ value: one, text: nameOf(one) }))} />`;
  return html`
    <section class="panel stack-small" aria-labelledby="mail-preview"><div class="panel-head"><h2 id="mail-preview">${t("mail-preview")}</h2></div>
      <div class="toolbar">
        ${pick("usage", usage, USAGES, onUsage, (value) => t(`usage-${value}`))}
        ${(isOurs || isPosted) && pick("mail-language", tongue, LANGUAGES, setTongue)}
        ${!isPosted && pick("mail-format", view, ["html", "text"], setView, (value) => t(`mail-format-${value}`))}
        ${isOurs && pick("preview-theme", shade, ["light", "dark"], setShade, (value) => t(`theme-${value}`))}</div>
      ${way !== "own" && html`<p class="small ${way === "fails" ? "bad" : "soft"}">${t(`sent-${way}`)}</p>`}
      ${one && html`<${Mail} one=${one} from=${config.from ?? config.fromEmail} view=${view} />`}
      ${isOurs && html`<${BuiltIn} path="mail/${SAMPLES[usage] ?? 2}?${new URLSearchParams({ lang: tongue, theme: shade, format: view })}" tongue=${tongue} />`}
      ${isPosted && html`<${Posted} usage=${usage} tongue=${tongue} />`}
    </section>`;
}

/** @param {{ one: any, from: string, view: string }} props */
function Mail({ one, from, view }) {
  const subject = typeof one.subject === "string" ? fill(one.subject, VALUES) : "";
  return html`
    <div class="phone"><span class="small soft">${from}</span><strong>${subject || t("mail-no-subject")}</strong></div>
    <div class="mail">${one.template ? html`<p class="soft">${t("mail-template", { name: one.template })}</p>` : html`<${Body} one=${one} view=${view} />`}</div>
    <p class="hint">${t("mail-preview-hint")}</p>`;
}

/** @param {{ one: any, view: string }} props */
function Body({ one, view }) {
  if (view === "text" || !one.html) return html`<pre>${one.text ? fill(String(one.text), VALUES) : t("mail-no-text")}</pre>`;
  return html`<${Node} node=${readMail(fill(String(one.html), VALUES))} />`;
}

/** Signet's own mails, as the server renders them: its samples are numbered. */
const SAMPLES = /** @type {Record<string, number>} */ ({ SignIn: 0, Register: 1 });

/** @param {{ path: string, tongue: string }} props `path`: below a preview */
function BuiltIn({ path, tongue }) {
  const [url, setUrl] = useState("");
  // Each takes the place of the one before.
  useEffect(() => {
    let isOver = false;
    call("POST", "/signet/previews", { body: {} }).then(({ data }) => isOver || setUrl(new URL(data.url).pathname + path), () => {});
    return () => void (isOver = true);
  }, [path]);
  return html`<div class="phone"><strong>${t("built-in-subject", { language: tongue })}</strong></div>
    ${url && html`<iframe class="mail-frame" title=${t("mail-preview")} src=${url} sandbox=""></iframe>`}`;
}

/** An endpoint writes its mails itself: this is what it is told. @param {{ usage: string, tongue: string }} props */
function Posted({ usage, tongue }) {
  const body = { to: VALUES["user.primaryEmail"], type: usage, payload: { code: VALUES.code, locale: tongue, application: { id: "bookstore", name: VALUES["application.name"] } } };
  return html`<${CodeBlock} blocks=${[{ text: JSON.stringify(body, null, 2), label: "JSON" }]} />`;
}
