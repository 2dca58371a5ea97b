// Every request to the Management API: its token, its conditions, its refusals.
import { signal } from "./html.js";
import { base, build } from "./instance.js";
import { language } from "./say.js";
import { again, renew, token } from "./session.js";
import { leadToWrong } from "./wrong.js";

/** What is wrong with which member. @returns {{ path: string, text: string }[]} */
function issuesOf(body) {
  if (typeof body?.data?.member === "string") return [{ path: body.data.member, text: body.message ?? "" }];
  const found = Array.isArray(body?.data) ? body.data : (body?.data?.issues ?? []);
  const told = found.filter((one) => Array.isArray(one?.path) && one.path.length);
  return told.map((one) => ({ path: one.path.join("."), text: one.message ?? "" }));
}

/** At its field, a sentence need not say once more which member it is about. */
function withoutMember(/** @type {string} */ text, /** @type {string} */ path) {
  return path && text.startsWith(path) ? text.slice(path.length).replace(/^\s*:\s*/, "") : text;
}

/** Why a request was not done, in the words of the server. */
export class Refusal extends Error {
  /** @param {number} status @param {any} body @param {string} requestId @param {string} path of the API */
  constructor(status, body, requestId, path) {
    const issues = issuesOf(body);
    super(withoutMember(body?.message ?? "", issues[0]?.path ?? ""));
    this.status = status;
    this.issues = issues;
    /** @type {string} */
    this.code = body?.code ?? "";
    this.data = body?.data;
    this.requestId = requestId;
    this.path = path;
  }

  /** The member of the request that is wrong, as a path: `oidcClientMetadata.redirectUris`. */
  get member() {
    return this.issues[0]?.path ?? "";
  }

  /** What is wrong, by member; under `form` what belongs to none. @returns {Record<string, string>} */
  get problems() {
    const [first, ...others] = this.issues;
    const text = this.message || this.code || "unknown";
    return first
      ? { ...Object.fromEntries(others.map((one) => [one.path, one.text])), [first.path]: text }
      : { form: text };
  }
}

/** Whether the server answers at all. */
export const reachable = signal(true);

/** Whether the server is another build than the one these files came from. */
export const updated = signal(false);

/**
 * @typedef {object} Options
 * @property {unknown} [body]
 * @property {Record<string, any>} [query]
 * @property {string} [etag] sent as `If-Match`
 * @property {string} [prefer]
 */

/**
 * @typedef {object} Answer
 * @property {any} data
 * @property {string} etag
 * @property {number | undefined} total
 * @property {boolean} more whether there is a next page
 */

function address(/** @type {string} */ path, /** @type {Record<string, any> | undefined} */ query) {
  const url = new URL(`${base}/api${path}`, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat())
      if (one !== undefined && one !== null && one !== "") url.searchParams.append(name, one);
  }
  return url;
}

async function send(
  /** @type {string} */ method,
  /** @type {string} */ path,
  /** @type {Options} */ { body, query, etag, prefer },
) {
  try {
    const headers = new Headers({ authorization: `Bearer ${await token()}`, "accept-language": language.value });
    if (etag) headers.set("if-match", etag);
    if (prefer) headers.set("prefer", prefer);
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(address(path, query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
    });
    reachable.value = true;
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    reachable.value = false;
    throw new Refusal(0, { code: "unreachable" }, "", path);
  }
}

/** @returns {Promise<Answer>} */
async function read(/** @type {Response} */ response, /** @type {string} */ path) {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const data = text && isJson ? JSON.parse(text) : undefined;
  const theirs = response.headers.get("signet-build");
  if (theirs && build && theirs !== build) updated.value = true;
  if (!response.ok) {
    leadToWrong();
    throw new Refusal(response.status, data, response.headers.get("x-request-id") ?? "", path);
  }
  const total = response.headers.get("total-number");
  return {
    data,
    etag: response.headers.get("etag") ?? "",
    total: total === null ? undefined : Number(total),
    more: /rel="?next"?/.test(response.headers.get("link") ?? ""),
  };
}

const challengeOf = (/** @type {Response} */ response) => response.headers.get("www-authenticate") ?? "";

/** Whether somebody must have signed in lately (RFC 9470). */
const wantsProof = (/** @type {Response} */ response) => challengeOf(response).includes("insufficient_user_authentication");

/**
 * Asks the Management API. Whoever must prove who they are is asked, and the request is sent again.
 * @param {"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function call(method, path, options = {}) {
  let response = await send(method, path, options);
  if (response.status === 401 && !wantsProof(response)) {
    await renew();
    response = await send(method, path, options);
  }
  if (response.status !== 401) return read(response, path);
  const why = wantsProof(response) ? "prove" : "expired";
  const maxAge = /max_age="?(\d+)/.exec(challengeOf(response))?.[1];
  const refusal = await read(response, path).catch((error) => error);
  await again(why, refusal, maxAge);
  return read(await send(method, path, options), path);
}

/** Asks whether the server is there again. */
export const knock = () =>
  fetch(address("/status", undefined), { cache: "no-store" }).then(
    () => (reachable.value = true),
    () => {},
  );

/** Reads one thing. */
export const get = (/** @type {string} */ path, /** @type {Record<string, any>} */ query = {}) =>
  call("GET", path, { query });
