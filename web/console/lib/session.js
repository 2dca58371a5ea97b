// Signing in, refreshing, proving it again, signing out: an ordinary public client of the provider.
// The only file that names oauth4webapi, and the only holder of tokens: they are in this module's
// variables and nowhere else. What is in sessionStorage between the request and its answer can
// neither be redeemed nor guessed from.
import * as oauth from "oauth4webapi";
import { CLIENT, RESOURCE, callback, isCallback, request, takeQuietly } from "./authorization.js";
import { signal } from "./html.js";
import { base, consoles, issuer } from "./instance.js";
import { countOfActs, hold } from "./poll.js";
import { pathOfConsole } from "./route.js";
import { t } from "./say.js";

/** Milliseconds after which a code is redeemed no more: it lives for 60 seconds. */
const FRESH = 45_000;
const PENDING = "signet-console-pending";
const CHANNEL = "signet-console-callback";
const HOME = `${base}/console`;

// Plain http is for a provider on this machine; the browser sends nothing of it over a network.
const options = () => (issuer.startsWith("http:") ? { [oauth.allowInsecureRequests]: true } : {});

/** @type {oauth.AuthorizationServer | undefined} */
let provider;
/** @type {{ access: string, refresh?: string, id?: string, until: number } | undefined} */
let tokens;
/** @type {Promise<void> | undefined} */
let refreshing;

/** Who is signed in, by the claims of the ID token. */
export const person = signal(/** @type {Record<string, any> | null} */ (null));

/** Whether this person may change things, look at them, or neither. */
export const right = signal(/** @type {"all" | "read" | "none"} */ ("none"));

/** A question for the person: to sign in once more, and why. The shell shows it as a dialog. */
export const asking = signal(
  /** @type {null | { why: "expired" | "prove", go: () => void, cancel: () => void }} */ (null),
);

export const mayChange = () => right.value === "all";

/** @type {Promise<oauth.AuthorizationServer> | undefined} */
let looking;

async function look() {
  const url = new URL(issuer);
  provider = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options()));
  return provider;
}

/** Looks where the provider's endpoints are, until they are known. */
export const discover = () => (provider ? Promise.resolve(provider) : (looking ??= look().finally(() => (looking = undefined))));

/** Where the provider's endpoints are, once one is signed in. */
export const endpoints = () => provider ?? /** @type {oauth.AuthorizationServer} */ ({ issuer });

/** An error with a code, by which its words are found. */
const failure = (/** @type {string} */ code) => Object.assign(new Error(code), { code });

function keep(/** @type {oauth.TokenEndpointResponse} */ answer) {
  const claims = oauth.getValidatedIdTokenClaims(answer);
  // What is open and typed here is one person's (OpenID Connect Core §12.2).
  if (claims && person.value && claims.sub !== person.value.sub) throw failure("session.another_person");
  const lifetime = (answer.expires_in ?? 300) * 1000;
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token ?? tokens?.refresh,
    id: answer.id_token ?? tokens?.id,
    until: Date.now() + lifetime,
  };
  hold(false);
  if (claims) person.value = claims;
  const scopes = (answer.scope ?? "all").split(" ");
  right.value = scopes.includes("all") ? "all" : scopes.includes("read") ? "read" : "none";
}

/** Holds an answer against its request and redeems its code. */
async function redeem(
  /** @type {URLSearchParams} */ answer,
  /** @type {import("./authorization.js").Pending} */ pending,
) {
  const as = await discover();
  const parameters = oauth.validateAuthResponse(as, CLIENT, answer, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    CLIENT,
    oauth.None(),
    parameters,
    callback(),
    pending.verifier,
    { ...options(), additionalParameters: { resource: RESOURCE } },
  );
  keep(
    await oauth.processAuthorizationCodeResponse(as, CLIENT, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    }),
  );
}

/** Leaves for the sign-in; the answer leads back to this address. */
export async function signIn(/** @type {Record<string, string>} */ more) {
  // Where the provider does not answer, this page can still say so.
  await discover();
  const { url, pending } = await request(more);
  const returnTo = pathOfConsole(location.pathname + location.search + location.hash);
  sessionStorage.setItem(PENDING, JSON.stringify({ ...pending, returnTo }));
  location.assign(url);
}

/** Signs in by the session with the provider, and stays on this page; whether there is a session that is enough. */
async function signInQuietly() {
  const [come] = await Promise.all([takeQuietly(), discover()]);
  if (!come || performance.now() - come.since > FRESH) return false;
  await redeem(come.answer, come.pending);
  return true;
}

/**
 * The first thing that is done: takes an answer, hands one on from a pop-up, or leaves to get one.
 * @returns {Promise<"ready" | "leaving" | "handed-on">}
 */
export async function begin() {
  if (!isCallback()) return (await signInQuietly()) ? "ready" : signIn({}).then(() => "leaving");
  const answer = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  if (pending?.state !== answer.get("state")) {
    new BroadcastChannel(CHANNEL).postMessage(location.search);
    window.close();
    if (answer.has("error")) throw failure(answer.get("error") ?? "");
    return "handed-on";
  }
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, "", pathOfConsole(pending.returnTo));
  await redeem(answer, pending);
  return "ready";
}

async function refresh() {
  const as = await discover();
  const response = await oauth.refreshTokenGrantRequest(as, CLIENT, oauth.None(), tokens?.refresh ?? "", {
    ...options(),
    additionalParameters: { resource: RESOURCE },
  });
  keep(await oauth.processRefreshTokenResponse(as, CLIENT, response));
}

/** A token that lives for some seconds more; one refresh serves all who wait for it. */
export async function token() {
  if (tokens && tokens.until - Date.now() < 20_000) {
    refreshing ??= (tokens.refresh ? refresh() : again("expired")).catch(refused).finally(() => (refreshing = undefined));
    await refreshing;
  }
  return tokens?.access ?? "";
}

/** Another token: the server no longer takes this one, whatever this machine's clock says. */
export async function renew() {
  if (tokens) tokens.until = 0;
  await token();
}

/** Only a refusal of the provider ends the session: a server that is not there is there again soon. */
function refused(/** @type {any} */ error) {
  if (error?.error !== "invalid_grant") throw error;
  if (tokens) tokens.refresh = undefined;
  return again("expired", error);
}

/** @type {Promise<void> | undefined} */
let proving;
/** At which of their acts somebody did not want to sign in once more. */
let declined = -1;

/**
 * Asks the person to sign in once more, in a window of its own, so that the page and what was typed
 * stay. One question at a time.
 * @param {"expired" | "prove"} why
 * @param {object} [cause]
 */
export function again(why, cause, maxAge = "0") {
  // Whoever has said no is not asked by what happens in the background, but by their own next step.
  const no = () => cause ?? new Error(t("again-expired"));
  if (declined === countOfActs()) return Promise.reject(no());
  proving ??= new Promise((resolve, reject) => {
    const cancel = () => {
      declined = countOfActs();
      // The token of who does not prove who they are is still good.
      hold(why === "expired");
      // Who does not prove who they are knows why nothing is done.
      reject(Object.assign(no(), { isUnsaid: why === "prove" }));
    };
    asking.value = { why, cancel, go: () => inPopUp(why === "prove" ? { max_age: maxAge } : {}).then(resolve, reject) };
  }).finally(() => {
    proving = undefined;
    asking.value = null;
  });
  return proving;
}

async function inPopUp(/** @type {Record<string, string>} */ more) {
  // Opened at once, while the click still counts as one; where it leads is known a moment later.
  const popUp = window.open("about:blank", "signet-sign-in", "popup,width=480,height=720");
  if (!popUp) throw failure("session.pop_up_blocked");
  await discover();
  const { url, pending } = await request(more);
  const channel = new BroadcastChannel(CHANNEL);
  const answer = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      const parameters = new URLSearchParams(String(data));
      if (parameters.get("state") === pending.state) resolve(parameters);
    };
  });
  popUp.location.replace(url);
  await redeem(await answer.finally(() => channel.close()), pending);
}

/** Ends the session with the provider, and with it this one. */
export async function signOut() {
  const { end_session_endpoint } = await discover();
  const url = new URL(end_session_endpoint ?? "/oidc/session/end", location.origin);
  if (tokens?.id) url.searchParams.set("id_token_hint", tokens.id);
  url.searchParams.set("post_logout_redirect_uri", consoles[0] ?? `${location.origin}${HOME}`);
  tokens = undefined;
  location.assign(url);
}
