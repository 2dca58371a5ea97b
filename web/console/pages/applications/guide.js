// Application › Guide: how to connect this application, step by step, in its own values.
import { html, useMemo, useState } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { draft } from "../../lib/draft.js";
import { fileUrl, publicUrl } from "../../lib/instance.js";
import { filled, markdown } from "../../lib/markdown.js";
import { place } from "../../lib/route.js";
import { language, t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { isOwned } from "../../parts/badge.js";
import { CodeBlock } from "../../parts/code-block.js";
import { words } from "../../lib/words.js";
import { Block } from "../../parts/prose.js";
import { SaveBar } from "../../parts/save-bar.js";
import { guideOf } from "../../guides/frameworks.js";
import { Checkpoint, Progress } from "./checkpoint.js";
import { currentSecret, loadSecrets, reveal, Unread } from "./credentials.js";
import { ApplicationHead } from "./frame.js";
import { Addresses } from "./settings.js";

const HIDDEN = "••••••••••••••••";

/** The parts of a guide: each heading of the second rank begins one. */
function steps(/** @type {string} */ text) {
  /** @type {{ title: any, blocks: import("../../lib/markdown.js").Block[] }[]} */
  const out = [{ title: null, blocks: [] }];
  for (const block of markdown(text)) {
    if (block.kind === "heading" && block.level === 2) out.push({ title: block.content, blocks: [] });
    else out[out.length - 1].blocks.push(block);
  }
  return out;
}

export async function load(/** @type {{ id: string }} */ { id }) {
  const [application, secrets] = await Promise.all([get(`/applications/${id}`), loadSecrets(id)]);
  const response = await fetch(fileUrl(`guides/${guideOf(application.data).id}/${language.value}.md`));
  if (!response.ok) throw new Error(t("updated"));
  return { application, secrets, text: await response.text() };
}

/** What the guide's names stand for. */
function valuesOf(application, /** @type {string} */ secret) {
  const { redirectUris, postLogoutRedirectUris } = application.oidcClientMetadata;
  const redirect = redirectUris.find(Boolean) ?? "http://localhost:3000/callback";
  const base = URL.canParse(redirect) && redirect.startsWith("http") ? new URL(redirect).origin : "http://localhost:3000";
  return {
    "application.id": application.id, "application.secret": secret, "application.name": application.name, endpoint: publicUrl, base_url: base,
    port: new URL(base).port || "80", redirect_uri: redirect, redirect_path: URL.canParse(redirect) ? new URL(redirect).pathname : "/callback",
    post_sign_out_uri: postLogoutRedirectUris.find(Boolean) ?? `${base}/`, resource: "https://default.logto.app/api",
  };
}

/** @param {{ data: any }} props */
export function Page({ data: { application: { data: application, etag }, secrets: { data: secrets, error }, text } }) {
  const edit = useMemo(() => draft(`/applications/${application.id}`, application, etag), [application.id, etag]);
  const [secret, setSecret] = useState(HIDDEN), [problem, setProblem] = useState("");
  const current = currentSecret(secrets);
  const show = () => reveal(application.id, current.name).then(setSecret, (error) => setProblem(words(error)));
  const canReveal = current && secret === HIDDEN && mayChange() && show;
  const [opening, ...parts] = steps(filled(text, valuesOf(edit.value.value, secret)));
  const shared = { edit, application, canReveal };
  return html`
    <${ApplicationHead} application=${application} tab="guide" />
    ${place.value.query.get("new") && html`<p class="notice is-good congratulation"><span>🎉 ${t("guide-registered", { name: application.name })}</span></p>`}
    <div class="guide">
      <nav class="guide-steps" aria-label=${t("guide-steps")}><ol>${parts.map((part, i) => html`<li key=${i}><a href="#step-${i + 1}">${plain(part.title)}</a></li>`)}</ol>
        <${Progress} application=${application} /></nav>
      <form class="stack guide-body" onSubmit=${(event) => (event.preventDefault(), edit.save())}>
        <div class="prose"><${Blocks} blocks=${opening.blocks} ...${shared} /></div>
        <div role="alert">${problem && html`<p class="problem">${problem}</p>`}</div>
        <${Unread} application=${application} error=${error} />
        ${parts.map((part, i) => html`
          <section key=${i} class="panel step" id="step-${i + 1}" aria-labelledby="step-${i + 1}-title">
            <h2 id="step-${i + 1}-title"><span class="step-number" aria-hidden="true">${i + 1}</span>${plain(part.title)}</h2>
            <div class="prose"><${Blocks} blocks=${part.blocks} ...${shared} /></div></section>`)}
        <${SaveBar} draft=${edit} names=${{ oidcClientMetadata: t("redirect-uris") }} />
      </form>
    </div>`;
}

const plain = (nodes) => nodes.map((node) => node.text).join("");

/** Fences that follow one another and have labels are alternatives: one for each package manager. */
function grouped(/** @type {import("../../lib/markdown.js").Block[]} */ blocks) {
  /** @type {any[]} */
  const out = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (block.kind === "code" && block.label && last?.[0]?.kind === "code" && last[0].label) last.push(block);
    else out.push([block]);
  }
  return out;
}

/** @param {any} props */
function Blocks({ blocks, edit, application, canReveal }) {
  return grouped(blocks).map((group, i) => {
    const [block] = group;
    if (block.kind === "widget") return html`<${Widget} key=${i} name=${block.name} edit=${edit} application=${application} />`;
    if (block.kind !== "code") return html`<${Block} key=${i} block=${block} lower=${0} />`;
    const extra = canReveal && block.text.includes(HIDDEN) && html`<button type="button" class="button is-small" onClick=${canReveal}>${t("reveal-in-snippet")}</button>`;
    return html`<${CodeBlock} key=${i} blocks=${group} extra=${extra} />`;
  });
}

/** @param {any} props */
function Widget({ name, edit, application }) {
  const fixed = isOwned(application) || !mayChange();
  if (name === "addresses") return html`<${Addresses} edit=${edit} application=${application} fixed=${fixed} isInGuide=${true} />`;
  if (name === "checkpoint") return html`<${Checkpoint} edit=${edit} application=${application} fixed=${fixed} />`;
  return null;
}
