// What may be done about what keeps a person out: one button, and the question is asked again.
import { html, useState } from "../../lib/html.js";
import { call } from "../../lib/api.js";
import { remedyOf, withUri } from "../../lib/remedy.js";
import { t } from "../../lib/say.js";
import { mayChange } from "../../lib/session.js";
import { tell } from "../../lib/toast.js";
import { words } from "../../lib/words.js";

/** @type {Record<string, (action: any, address: string) => Promise<unknown>>} */
const DEEDS = {
  resumeUser: ({ userId }) => call("PATCH", `/users/${userId}/is-suspended`, { body: { isSuspended: false } }),
  liftLimits: (_, identifier) => call("POST", "/signet/lift-limits", { body: { identifier } }),
  addRedirectUri: async ({ applicationId, redirectUri }) => {
    const path = `/applications/${applicationId}`, { data, etag } = await call("GET", path);
    return call("PATCH", path, { etag, body: { oidcClientMetadata: withUri(data.oidcClientMetadata, redirectUri) } });
  },
};

/** @param {{ action: any, address: string, onDone: () => Promise<unknown> }} props */
export function Action({ action, address, onDone }) {
  const [problem, setProblem] = useState(""), [isBusy, setBusy] = useState(false);
  const remedy = remedyOf(action, mayChange());
  if (!remedy) return null;
  const label = t(`remedy-${remedy.kind}`);
  if (remedy.href) return html`<div class="actions"><a class="button is-primary" href=${remedy.href}>${label}</a></div>`;
  const act = async () => {
    setBusy(true);
    try {
      await DEEDS[remedy.kind](action, address);
      tell(t(`remedied-${remedy.kind}`, { address, uri: action.redirectUri ?? "" }));
      await onDone();
    } catch (/** @type {any} */ error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };
  return html`<div class="actions"><button type="button" class="button is-primary" disabled=${isBusy} onClick=${act}>${label}</button></div>
    <div role="alert">${problem && html`<p class="problem">${problem}</p>`}</div>`;
}
