// What most applications never need to change. An empty field says what is in force.
import { html } from "../../lib/html.js";
import { number, t } from "../../lib/say.js";
import { Check, Field } from "../../parts/field.js";
import { UriList } from "../../parts/uri-list.js";
import { canKeepSecret } from "./frame.js";

/** @param {{ edit: any, fixed: boolean }} props */
export function Advanced({ edit, fixed }) {
  const custom = edit.value.value.customClientMetadata, oidc = edit.value.value.oidcClientMetadata, problems = edit.problems.value;
  const put = (/** @type {string} */ key, value) => {
    const { [key]: _, ...others } = custom;
    edit.set("customClientMetadata", value === undefined ? others : { ...others, [key]: value });
  };
  const count = (key) => (text) => put(key, /^\d+$/.test(text) ? Number(text) : undefined);
  // Days come first; what stands in seconds alone is in force though no field holds it.
  const seconds = custom.refreshTokenTtlInDays ? 0 : custom.refreshTokenTtl, mustRotate = !canKeepSecret(edit.value.value);
  const problem = (key) => Object.entries(problems).find(([path]) => path.includes(key))?.[1];
  const backchannel = (text) => {
    const { backchannelLogoutUri: _, ...others } = oidc;
    edit.set("oidcClientMetadata", text ? { ...others, backchannelLogoutUri: text } : others);
  };
  return html`
    <details class="panel"><summary><h2>${t("advanced")}</h2></summary>
      <div class="fields">
        <${UriList} label=${t("cors-origins")} hint=${t("cors-origins-hint")} readOnly=${fixed} isBare=${true} uris=${custom.corsAllowedOrigins ?? []} problem=${problem("corsAllowedOrigins")}
          onChange=${(uris) => put("corsAllowedOrigins", uris)} />
        <${Field} label=${t("backchannel")} hint=${t("backchannel-hint")} isMono=${true} inputmode="url" readOnly=${fixed} value=${oidc.backchannelLogoutUri ?? ""} problem=${problem("backchannelLogoutUri")} onInput=${backchannel} />
        <div class="stack-small"><div class="two">
          <${Field} label=${t("id-token-ttl")} hint=${t("id-token-ttl-hint")} inputmode="numeric" readOnly=${fixed} value=${String(custom.idTokenTtl ?? "")} placeholder="3600" problem=${problem("idTokenTtl")} onInput=${count("idTokenTtl")} />
          <${Field} label=${t("refresh-ttl")} hint=${seconds ? t("refresh-ttl-seconds", { count: number(seconds) }) : t("refresh-ttl-hint")} inputmode="numeric" readOnly=${fixed} value=${String(custom.refreshTokenTtlInDays ?? "")}
            placeholder=${seconds ? "" : "14"} problem=${problem("refreshTokenTtl")} onInput=${count("refreshTokenTtlInDays")} />
        </div><p class="hint">${t("access-ttl")}</p></div>
        <${Check} label=${t("rotate-refresh")} hint=${`${t("rotate-refresh-hint")} ${mustRotate ? t("rotate-refresh-forced") : ""}`} isLocked=${fixed || mustRotate} isOn=${mustRotate || (custom.rotateRefreshToken ?? true)} onChange=${(on) => put("rotateRefreshToken", on)} />
      </div>
    </details>`;
}
