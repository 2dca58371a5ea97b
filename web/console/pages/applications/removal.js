// Removing an application: it cannot be taken back, so its name is typed.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { forget } from "../../lib/draft.js";
import { go } from "../../lib/route.js";
import { t } from "../../lib/say.js";
import { tell } from "../../lib/toast.js";
import { Final } from "../../parts/dialog.js";
import { Impact } from "../../parts/impact.js";
import { words } from "../../lib/words.js";

/** @param {{ application: any, etag: string }} props */
export function Removal({ application, etag }) {
  const [isAsked, setAsked] = useState(false), [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = async () => {
    try {
      await call("DELETE", `/applications/${application.id}`, { etag });
      forget(`/applications/${application.id}`);
      tell(t("application-removed", { name: application.name }));
      go("/console/applications");
    } catch (error) {
      setProblem(words(error));
    }
  };
  return html`
    <section class="panel danger" aria-labelledby="removal"><div class="panel-head"><h2 id="removal">${t("remove-application")}</h2></div>
      <div class="actions"><p class="soft">${t("remove-application-text")}</p>
        <button type="button" class="button is-bad" onClick=${() => (setTyped(""), setAsked(true))}>${t("remove-application")}…</button></div>
      ${isAsked && html`<${Final} title=${t("remove-application")} text=${html`${t("remove-application-ask", { name: application.name })}<${Impact} of="/applications/${application.id}" />`} name=${application.name} action=${t("remove-application")}
        typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${() => setAsked(false)} />`}
    </section>`;
}
