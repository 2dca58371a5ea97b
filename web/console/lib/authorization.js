// What the provider is asked for a code with (RFC 6749 §4.1.1, RFC 7636 §4.3), and how it is asked without leaving
// the page.
import { responseTo } from "./form-post.js";
import { base, issuer, said } from "./instance.js";

export const CLIENT = { client_id: "admin-console" };
export const RESOURCE = "https://default.logto.app/api";
const SCOPE = "openid profile email offline_access all read";
const HOME = `${base}/console`;

/** Where answers come back to. */
export const callback = () => `${location.origin}${HOME}/callback`;

/** Whether this page is an answer. */
export const isCallback = () => location.pathname === `${HOME}/callback`;

/** @typedef {{ verifier: string, state: string, nonce: string }} Pending what an answer is held against */

const base64Url = (/** @type {Uint8Array} */ octets) =>
  btoa(String.fromCharCode(...octets)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** 256 bits that cannot be guessed. */
const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** @type {(verifier: string) => Promise<string>} */
const challenge = async (verifier) =>
  base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));

/** A request: where the browser goes, and what the answer is held against. */
export async function request(/** @type {Record<string, string>} */ more = {}) {
  /** @type {Pending} */
  const pending = { verifier: random(), state: random(), nonce: random() };
  const url = new URL(said("authorization-endpoint"));
  const parameters = {
    ...CLIENT,
    redirect_uri: callback(),
    response_type: "code",
    scope: SCOPE,
    resource: RESOURCE,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challenge(pending.verifier),
    code_challenge_method: "S256",
    ...more,
  };
  url.search = new URLSearchParams(parameters).toString();
  return { url, pending };
}

async function ask() {
  // Elsewhere no answer could be read.
  if (new URL(issuer).origin !== location.origin) return null;
  const { url, pending } = await request({ prompt: "none", response_mode: "form_post" });
  const answer = await responseTo(url);
  return answer.has("code") ? { answer, pending, since: performance.now() } : null;
}

/** @type {ReturnType<typeof ask> | undefined} */
let asked;

/** Asks for a code by the session with the provider. */
export const askQuietly = () => (asked ??= ask());

/** The code that was asked for, which is kept no longer; nothing where there is no session that is enough. */
export function takeQuietly() {
  const taken = askQuietly();
  asked = undefined;
  return taken;
}
