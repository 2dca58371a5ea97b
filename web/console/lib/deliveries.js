// The mails of a connector by usage type: what is wrong with them, and what is sent instead of those
// that are not there.
import { lineOf, readJson } from "./json-at.js";

export const USAGES = [
  "SignIn",
  "Register",
  "ForgotPassword",
  "Generic",
  "OrganizationInvitation",
  "UserPermissionValidation",
  "BindNewIdentifier",
  "MfaVerification",
  "BindMfa",
];

/** Those that there are occasions for, in the order in which people meet them. */
export const COMMON = ["SignIn", "Register", "ForgotPassword", "Generic"];

const TEXTS = ["subject", "replyTo", "html", "text", "template"];
const MEMBERS = [...TEXTS, "variables"];

/** Roots of what a mail can be told; other members may come, so only slips close to these are named. */
const PLACEHOLDERS = ["code", "application", "user", "link", "organization", "locale", "uiLocales", "minutes"];

/**
 * @typedef {object} Problem
 * @property {string} id
 * @property {string} path
 * @property {Record<string, any>} [args]
 * @property {boolean} isError whether the API would refuse it
 * @property {number} [line]
 * @property {number} [column]
 */

/** How many letters differ; only small numbers matter. */
export function distance(/** @type {string} */ a, /** @type {string} */ b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The known name that somebody may have meant. */
export function meant(/** @type {string} */ typed, /** @type {string[]} */ known, most = 3) {
  const near = known
    .map((name) => ({ name, far: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= most ? near.name : undefined;
}

/** The placeholders of a text. */
export const placeholders = (/** @type {unknown} */ text) =>
  typeof text === "string" ? [...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map((found) => found[1]) : [];

/** A text with its placeholders filled in; what is unknown stays, so that it is seen. */
export const fill = (/** @type {string} */ text, /** @type {Record<string, string>} */ values) =>
  text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (all, name) => (Object.hasOwn(values, name) ? values[name] : all));

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns {Problem[]} */
function judgeOne(/** @type {string} */ usage, one) {
  if (!isObject(one)) return [{ id: "not-object", path: usage, args: { usage }, isError: true }];
  /** @type {Problem[]} */
  const out = [];
  const say = (
    /** @type {string} */ id,
    /** @type {string} */ member,
    /** @type {object} */ args = {},
    isError = true,
  ) => out.push({ id, path: member ? `${usage}.${member}` : usage, args: { usage, member, ...args }, isError });
  for (const member of Object.keys(one)) {
    if (!MEMBERS.includes(member)) say("member", member, { meant: meant(member, MEMBERS) ?? "" }, false);
  }
  for (const member of TEXTS) {
    if (member in one && typeof one[member] !== "string") say("not-text", member);
    for (const name of placeholders(one[member])) {
      const near = meant(name, PLACEHOLDERS, 1);
      if (near && near !== name.split(".")[0]) say("placeholder", member, { name, near }, false);
    }
  }
  if ("variables" in one && !isObject(one.variables)) say("not-map", "variables");
  if (!one.html && !one.template) say("no-content", "");
  if (one.html && !one.template && !JSON.stringify(one).includes("{{code}}") && COMMON.includes(usage))
    say("no-code", "html", {}, false);
  return out;
}

/**
 * What is to be said of deliveries.
 * @param {any} deliveries
 * @returns {Problem[]}
 */
export function judge(deliveries) {
  if (!isObject(deliveries)) return [{ id: "not-map", path: "", args: { member: "deliveries" }, isError: true }];
  return Object.entries(deliveries).flatMap(([usage, one]) => {
    if (USAGES.includes(usage)) return judgeOne(usage, one);
    return [
      {
        id: meant(usage, USAGES) ? "usage-meant" : "usage",
        path: usage,
        args: { usage, meant: meant(usage, USAGES) ?? "" },
        isError: true,
      },
    ];
  });
}

/**
 * Reads what stands in the editor.
 * @param {string} text
 * @returns {{ value: any, problems: Problem[], at: (path: string) => { line: number, column: number } }} `at`: where a member stands
 */
export function readDeliveries(text) {
  const read = text.trim() ? readJson(text) : { value: undefined, places: new Map() };
  const at = (/** @type {string} */ path) => lineOf(text, ("places" in read && read.places.get(path)) || 0);
  if (!("places" in read))
    return {
      value: undefined,
      problems: [{ id: `json-${read.id}`, path: "", isError: true, ...lineOf(text, read.offset) }],
      at,
    };
  const problems = read.value === undefined ? [] : judge(read.value).map((problem) => ({ ...problem, ...at(problem.path) }));
  return { value: read.value, problems, at };
}

/** The text for a value; what could not be read was kept as text. */
export const writeDeliveries = (value) =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/**
 * What is sent for a usage type: its own mail, the generic one, Signet's, or none at all.
 * @param {any} deliveries
 * @param {string} usage
 * @returns {"own" | "generic" | "built-in" | "fails"}
 */
export function sent(deliveries, usage) {
  if (!isObject(deliveries) || Object.keys(deliveries).length === 0) return "built-in";
  if (isObject(deliveries[usage])) return "own";
  return isObject(deliveries.Generic) ? "generic" : "fails";
}
