// A page as the provider itself would show it with settings that are not saved yet.
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { call } from "../lib/api.js";
import { applications } from "../lib/names.js";
import { calm, poll } from "../lib/poll.js";
import { has, language, LANGUAGES, t } from "../lib/say.js";
import { Dialog } from "./dialog.js";
import { Select } from "./field.js";
import { words } from "../lib/words.js";

/** The first state of a page is the plain one; the others are its troubles. */
const pageOf = (sample) => sample.split("/")[0];
const nameOf = (page) => (has(`sample-${page}`) ? t(`sample-${page}`) : page);

/**
 * @param {{ changes: Record<string, any>, isBare?: boolean }} props `changes`: what is typed and not saved;
 * `isBare`: its heading stands elsewhere
 */
export function PreviewFrame({ changes, isBare = false }) {
  const [made, setMade] = useState(/** @type {any} */ (null)), [problem, setProblem] = useState("");
  const [sample, setSample] = useState("sign-in/0"), [isSheet, setSheet] = useState(false), [chosen, setChosen] = useState(""), [tongue, setTongue] = useState(language.value), [size, setSize] = useState("phone"), [shade, setShade] = useState("light");
  // The console itself is no application that anybody would look at here; the demo is.
  const offered = applications().filter((one) => one.home && !one.home.startsWith(location.origin));
  const application = offered.find((one) => one.id === chosen);
  const key = JSON.stringify(changes);
  const make = useMemo(() => {
    let turn = 0;
    // Each takes the place of the one before: only the newest is there.
    return calm((body) => {
      const mine = ++turn;
      return call("POST", "/signet/previews", { body: JSON.parse(body) })
        .then(({ data }) => mine === turn && (setMade(data), setProblem("")), (error) => mine === turn && setProblem(words(error)));
    }, 250);
  }, []);
  useEffect(() => void make(key), [key]);
  // One that is over shows nothing: another takes its place before, as long as somebody looks.
  useEffect(() => (made ? poll(() => Date.now() > made.expiresAt - 60_000 && make(key), 20_000) : undefined), [made, key]);
  const samples = made?.samples ?? ["sign-in/0"], pages = [...new Set(samples.map(pageOf))], states = samples.filter((one) => pageOf(one) === pageOf(sample));
  const address = (one) => `${new URL(made.url).pathname}${one}?${new URLSearchParams({ lang: tongue, theme: shade, ...(application && { application: application.name }) })}`;
  return html`
    <${isBare ? "div" : "section"} class="preview" aria-labelledby=${isBare ? undefined : "live-preview"}>
      <div class="panel-head">${!isBare && html`<h2 id="live-preview">${t("live-preview")}</h2>`}
        ${application && html`<a class="small" href=${application.home} target="_blank" rel="noreferrer">${t("open-real", { name: application.name })}</a>`}</div>
      <div class="toolbar">
        <${Select} isBare=${true} isSmall=${true} label=${t("preview-page")} value=${pageOf(sample)} choices=${pages.map((value) => ({ value, text: nameOf(value) }))} onChange=${(page) => setSample(`${page}/0`)} />
        ${states.length > 1 && html`<${Select} isBare=${true} isSmall=${true} label=${t("preview-state")} value=${sample} choices=${states.map((value, i) => ({ value, text: t("preview-state-of", { number: i + 1, total: states.length }) }))} onChange=${setSample} />`}
        ${offered.length > 0 && html`<${Select} isBare=${true} isSmall=${true} label=${t("application")} value=${chosen} onChange=${setChosen} choices=${[{ value: "", text: t("any-application") }, ...offered.map((one) => ({ value: one.id, text: one.name }))]} />`}
        <${Select} isBare=${true} isSmall=${true} label=${t("preview-language")} value=${tongue} choices=${LANGUAGES.map((value) => ({ value, text: value }))} onChange=${setTongue} />
        <${Select} isBare=${true} isSmall=${true} label=${t("preview-theme")} value=${shade} choices=${["light", "dark"].map((value) => ({ value, text: t(`theme-${value}`) }))} onChange=${setShade} />
        <${Select} isBare=${true} isSmall=${true} label=${t("preview-size")} value=${size} choices=${["phone", "desktop"].map((value) => ({ value, text: t(`size-${value}`) }))} onChange=${setSize} />
        ${states.length > 1 && html`<button type="button" class="button is-small" onClick=${() => setSheet(true)}>${t("all-states")}</button>`}
      </div>
      <div role="alert">${problem && html`<p class="notice is-bad">${problem}</p>`}</div>
      <div class="preview-box is-${size}">${made && html`<iframe title=${t("preview-title", { page: nameOf(pageOf(sample)) })} src=${address(sample)} sandbox="allow-scripts"></iframe>`}</div>
      <p class="small soft">${t(Object.keys(changes).length ? "preview-unsaved" : "preview-saved")}</p>
      ${isSheet && html`<${Dialog} title=${`${t("all-states")} (${nameOf(pageOf(sample))})`} kind="sheet" onClose=${() => setSheet(false)}>
        <ul class="sheet-list">${states.map((one, i) => html`<li key=${one}>
          <iframe title=${t("preview-state-of", { number: i + 1, total: states.length })} src=${address(one)} sandbox="allow-scripts" tabindex="-1"></iframe></li>`)}</ul><//>`}
    <//>`;
}
