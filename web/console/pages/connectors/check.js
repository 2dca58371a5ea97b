// Asks Mailgun about the domain: which region knows it, whether it may send, what the DNS says.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { cleaned, domainAdvice } from "../../lib/connector.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { Badge } from "../../parts/badge.js";
import { words } from "../../lib/words.js";

const TONES = /** @type {Record<string, any>} */ ({ valid: "good", invalid: "bad" });

/** @param {{ config: Record<string, any>, onFindings: (findings: any[]) => void }} props */
export function Check({ config, onFindings }) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null)), [problem, setProblem] = useState(""), [isBusy, setBusy] = useState(false);
  const isReady = config.domain && config.apiKey && !domainAdvice(config.domain);
  const look = async () => {
    setBusy(true);
    await call("POST", "/signet/connectors/mailgun-email/check", { body: { config: cleaned(config) } }).then(({ data }) => (setAnswer(data), setProblem(""), onFindings(data.findings)), (error) => setProblem(words(error)));
    setBusy(false);
  };
  if (!mayChange()) return null;
  return html`
    <div class="stack-small">
      <div class="actions"><button type="button" class="button" disabled=${!isReady || isBusy} onClick=${look}>${t(isBusy ? "checking" : "check-domain")}</button>
        <span class="hint">${t("check-domain-hint")}</span></div>
      <div role="status">${answer && html`<p class="actions">
        ${answer.regions.filter((one) => one.known).map((one) => html`<${Badge} tone=${one.isOurs ? "good" : "warn"}>${t("region-knows", { region: one.region ?? t("region-other"), state: one.state ?? "" })}<//>`)}
        ${["spf", "dkim"].map((name) => html`<${Badge} tone=${TONES[answer[name].validity]}>${name.toUpperCase()} ${t(`dns-${answer[name].validity}`)}<//>`)}</p>
        ${answer.findings.length === 0 && html`<p class="good">${t("check-fine")}</p>`}
        ${["spf", "dkim"].filter((name) => answer[name].validity === "invalid" && answer[name].value).map((name) => html`<p class="small">${t("dns-missing", { record: name.toUpperCase() })} <span class="mono">${answer[name].name} TXT ${answer[name].value}</span></p>`)}`}</div>
      <div role="alert">${problem && html`<p class="problem">${problem}</p>`}</div>
    </div>`;
}
