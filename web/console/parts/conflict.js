// Somebody else saved the same members meanwhile: a person decides, one by one.
import { html, useEffect, useRef } from "../lib/html.js";
import { t } from "../lib/say.js";

/** What is not set is the same dash as where changes are told. */
const plain = (value) => ((value ?? "") === "" ? "–" : typeof value === "string" ? value : JSON.stringify(value, null, 1));

/** @param {{ draft: any, names: Record<string, string>, show?: (value: any) => string }} props */
export function Conflict({ draft, names, show = plain }) {
  const conflict = draft.conflict.value, section = useRef(/** @type {HTMLElement | null} */ (null));
  // It came about by a click on Save: whoever saved is led to it, wherever they were on the page.
  useEffect(() => section.current?.scrollIntoView({ block: "center" }), [Boolean(conflict)]);
  if (!conflict) return null;
  return html`
    <section ref=${section} class="notice is-warn conflict" role="alert" aria-label=${t("conflict")}>
      <div><strong>${t("conflict")}</strong> ${draft.by.value}<p>${t("conflict-text")}</p></div>
      ${conflict.keys.map((key) => html`
        <div key=${key}>
          <h3>${names[key] ?? key}</h3>
          <dl>
            <dt>${t("conflict-was")}</dt><dd class="mono">${show(conflict.was[key])}</dd>
            <dt>${t("conflict-theirs")}</dt><dd class="mono">${show(conflict.theirs[key])}</dd>
            <dt>${t("conflict-yours")}</dt><dd class="mono">${show(draft.value.value[key])}</dd>
          </dl>
          <div class="actions">
            <button type="button" class="button is-small" onClick=${() => draft.settle(key, "theirs")}>${t("take-theirs")}<span class="hidden"> ${names[key] ?? key}</span></button>
            <button type="button" class="button is-small" onClick=${() => draft.settle(key, "mine")}>${t("keep-mine")}<span class="hidden"> ${names[key] ?? key}</span></button>
          </div>
        </div>`)}
    </section>`;
}
