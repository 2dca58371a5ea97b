// Removing a connector with its configuration.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { forget } from "../../lib/draft.js";
import { go } from "../../lib/route.js";
import { phrase, t } from "../../lib/say.js";
import { Final } from "../../parts/dialog.js";
import { words } from "../../lib/words.js";

/** @param {{ connector: any, etag: string }} props */
export function RemoveConnector({ connector, etag }) {
  const [isAsked, setAsked] = useState(false), [typed, setTyped] = useState(""), [problem, setProblem] = useState("");
  const remove = () => call("DELETE", `/connectors/${connector.id}`, { etag }).then(() => (forget(`/connectors/${connector.id}`), go("/console/connectors/email-sms")), (error) => setProblem(words(error)));
  return html`
    <div><button type="button" class="link-button is-bad" onClick=${() => (setTyped(""), setAsked(true))}>${t("remove-connector")}…</button></div>
    ${isAsked && html`<${Final} title=${t("remove-connector")} text=${t("remove-connector-ask")} name=${phrase(connector.name)} action=${t("remove-connector")} typed=${typed} onType=${setTyped} problem=${problem} onDo=${remove} onClose=${() => setAsked(false)} />`}`;
}
