// A new application: what it is made with, then its name and where it runs.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { advise } from "../../lib/redirect-uri.js";
import { ask, go, place } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { Check, Field } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { PageHead } from "../../parts/page.js";
import { FormProblem } from "../../parts/problem.js";
import { words } from "../../lib/words.js";
import { addresses, frameworkOf, FRAMEWORKS, GROUPS } from "../../guides/frameworks.js";

const ICONS = /** @type {Record<string, string>} */ ({ Traditional: "web", SPA: "applications", Native: "phone", MachineToMachine: "machine" });

export const nameOf = (/** @type {import("../../guides/frameworks.js").Framework} */ one) => one.name || t(`framework-${one.id}`);

export function Page() {
  const framework = frameworkOf(place.value.query.get("framework") ?? "");
  return framework ? html`<${Naming} key=${framework.id} framework=${framework} />` : html`<${Choosing} />`;
}

function Choosing() {
  const [wanted, setWanted] = useState(/** @type {string[]} */ ([])), [text, setText] = useState("");
  const toggle = (type) => (on) => setWanted(on ? [...wanted, type] : wanted.filter((one) => one !== type));
  const fits = (one) => nameOf(one).toLowerCase().includes(text.trim().toLowerCase());
  const groups = GROUPS.filter((type) => !wanted.length || wanted.includes(type)).map((type) => ({ type, ones: FRAMEWORKS.filter((one) => one.type === type && fits(one)) })).filter(({ ones }) => ones.length);
  return html`
    <${PageHead} title=${t("create-application")} lead=${t("create-lead")} crumbs=${[{ text: t("applications"), href: "/console/applications" }]} />
    <div class="chooser">
      <div class="chooser-side stack">
        <input class="input" type="search" aria-label=${t("framework-search")} placeholder=${t("framework-search")} value=${text} onInput=${(event) => setText(event.currentTarget.value)} />
        <fieldset class="stack-small"><legend class="legend">${t("quick-filter")}</legend>
          ${GROUPS.map((type) => html`<${Check} key=${type} label=${t(`type-${type}`)} isOn=${wanted.includes(type)} onChange=${toggle(type)} />`)}</fieldset>
      </div>
      <div class="stack">
        ${groups.map(({ type, ones }) => html`
          <section key=${type} aria-labelledby="group-${type}"><h2 id="group-${type}">${t(`type-${type}`)}</h2><p class="soft small">${t(`type-${type}-text`)}</p>
            <ul class="cards">${ones.map((one) => html`<li key=${one.id}><${Card} framework=${one} /></li>`)}</ul></section>`)}
        <p role="status" class="soft">${groups.length ? "" : t("nothing-found", { query: text })}</p>
      </div>
    </div>`;
}

/** @param {{ framework: import("../../guides/frameworks.js").Framework }} props */
const Card = ({ framework }) => html`
  <button type="button" class="card" onClick=${() => ask({ framework: framework.id })}>
    <span class="card-letter" aria-hidden="true">${framework.name ? framework.name.slice(0, 2) : html`<${Icon} name=${ICONS[framework.type]} size=${18} />`}</span><span>${nameOf(framework)}</span></button>`;

/** @param {{ framework: import("../../guides/frameworks.js").Framework }} props */
function Naming({ framework }) {
  const [name, setName] = useState(""), [base, setBase] = useState(""), [problem, setProblem] = useState(/** @type {any} */ (null)), [isBusy, setBusy] = useState(false), [isThirdParty, setThirdParty] = useState(false);
  const create = async (event) => {
    event.preventDefault();
    if (!name.trim()) return setProblem({ member: "name", message: t("name-missing") });
    setBusy(true);
    const body = { name: name.trim(), type: framework.type, oidcClientMetadata: addresses(framework, base), customData: { guide: framework.id }, isThirdParty };
    try {
      const { data } = await call("POST", "/applications", { body });
      go(`/console/applications/${data.id}/guide?new=1`);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const at = (member) => (problem?.member?.startsWith(member) ? words(problem) : undefined);
  const advice = advise(base, { isBare: true });
  const made = addresses(framework, base);
  return html`
    <${PageHead} title=${t("create-named", { framework: nameOf(framework) })} lead=${t(`type-${framework.type}-text`)}
      crumbs=${[{ text: t("applications"), href: "/console/applications" }, { text: t("create-application"), href: "/console/applications/create" }]} />
    <form class="panel fields narrow" novalidate onSubmit=${create}>
      <${Field} label=${t("application-name")} value=${name} onInput=${setName} placeholder="Bookstore" required=${true} problem=${at("name")} hint=${t("application-name-hint")} />
      ${framework.runs && html`<${Field} label=${t("where-does-it-run")} value=${base} onInput=${setBase} placeholder=${framework.runs} isMono=${true} inputmode="url"
        hint=${t("where-does-it-run-hint")} advice=${advice && t(`uri-${advice}`)} problem=${at("oidcClientMetadata")} />`}
      ${made.redirectUris.length > 0 && !advice && html`<dl class="facts small"><dt>${t("redirect-uri")}</dt><dd class="mono">${made.redirectUris[0]}</dd>
        <dt>${t("post-sign-out-uri")}</dt><dd class="mono">${made.postLogoutRedirectUris[0]}</dd></dl>`}
      ${framework.type !== "MachineToMachine" && html`<${Check} label=${t("third-party-switch")} hint=${t("third-party-on")} isOn=${isThirdParty} onChange=${setThirdParty} />`}
      <${FormProblem} text=${problem && !at("name") && !at("oidcClientMetadata") ? words(problem) : ""} />
      <div class="actions"><button class="button is-primary" disabled=${isBusy}>${t("create-application")}</button>
        <a class="button" href="/console/applications/create">${t("back")}</a></div>
    </form>`;
}
