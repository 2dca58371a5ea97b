// How people sign up and in: the choices of the guides, and what the API keeps of them.

/** What an account is made of, as one choice. */
export const IDENTIFIERS = /** @type {Record<string, string[]>} */ ({
  email: ["email"],
  "email-or-phone": ["email", "phone"],
  phone: ["phone"],
  username: ["username"],
  none: [],
});

/** The API writes "email or phone" as one secondary identifier as well; both are read. */
export function identifierOf(signUp) {
  const kinds = signUp.identifiers ?? [];
  return (
    Object.keys(IDENTIFIERS).find(
      (name) => JSON.stringify([...IDENTIFIERS[name]].sort()) === JSON.stringify([...kinds].sort()),
    ) ?? "email"
  );
}

/** Whether a code must prove the identifier: an address or number that nobody proved would let a stranger in. */
export const mustVerify = (/** @type {string} */ identifier) =>
  ["email", "email-or-phone", "phone"].includes(identifier);

/** Sign-up after another identifier is chosen. */
export const withIdentifier = (signUp, /** @type {string} */ identifier) => ({
  ...signUp,
  identifiers: IDENTIFIERS[identifier],
  verify: mustVerify(identifier),
  password: signUp.password || identifier === "username",
});

/** Whether there are codes for it: nothing can be sent to a username. */
export const takesCode = (/** @type {string} */ identifier) => identifier !== "username";

/** Rows that prove nothing. */
const UNPROVEN = ["needs-factor", "needs-password"];

/** Whether new accounts could not come back by a row, with what they were made with: the password, or else the code. */
const isNoWayBack = (row, { identifiers = [], password }) =>
  identifiers.includes(row.identifier) && !(password ? row.password : row.verificationCode || !takesCode(row.identifier));

/**
 * What cannot be saved, by its place: ids of sentences.
 * @param {any} experience
 * @param {{ email: boolean }} connectors which there are
 */
export function troubles(experience, connectors) {
  /** @type {Record<string, string>} */
  const out = {};
  const { signUp, signIn, signInMode } = experience,
    kinds = signUp.identifiers ?? [];
  if (kinds.includes("phone")) out.signUp = "needs-sms";
  else if (kinds.includes("email") && !connectors.email) out.signUp = "needs-email";
  if (!signIn.methods.length) out.signIn = "needs-method";
  for (const method of signIn.methods) {
    const at = `signIn.${method.identifier}`;
    if (!method.password && !method.verificationCode) out[at] = takesCode(method.identifier) ? "needs-factor" : "needs-password";
    else if (method.identifier === "phone" && method.verificationCode) out[at] = "needs-sms";
    else if (method.identifier === "email" && method.verificationCode && !connectors.email) out[at] = "needs-email";
    else if (signInMode !== "SignIn" && isNoWayBack(method, signUp)) out[at] = signUp.password ? "needs-sign-up-password" : "needs-code";
  }
  return out;
}

/** Whether it can be sent to the server, which judges all else. */
export const isWhole = (/** @type {Record<string, string>} */ found) =>
  !found.signIn && !Object.values(found).some((id) => UNPROVEN.includes(id));

/**
 * The row that a refusal of the list is about, -1 where it is none: the server names the list alone. It asks first
 * whether the identifiers can be used, then whether new accounts could come back.
 */
export function refusedRow({ signUp, signIn }) {
  const rows = /** @type {any[]} */ (signIn.methods),
    number = rows.findIndex((row) => row.identifier === "phone");
  return number >= 0 ? number : rows.findIndex((row) => isNoWayBack(row, signUp));
}

/** Moves a row by one step. */
export function moved(/** @type {any[]} */ rows, /** @type {number} */ from, /** @type {number} */ step) {
  const to = from + step;
  if (to < 0 || to >= rows.length) return rows;
  const out = [...rows];
  [out[from], out[to]] = [out[to], out[from]];
  return out;
}

/** A new row: by a code where there can be one. */
export const methodFor = (/** @type {string} */ identifier) => ({
  identifier,
  password: !takesCode(identifier),
  verificationCode: takesCode(identifier),
  isPasswordPrimary: false,
});

/** A row after a factor is switched on or off. Which one is asked for first is chosen where there are two. */
export function withFactor(row, /** @type {"password" | "verificationCode"} */ factor, /** @type {boolean} */ isOn) {
  const next = { ...row, [factor]: isOn };
  return { ...next, isPasswordPrimary: next.isPasswordPrimary && next.password && next.verificationCode };
}

/** The length of a password that is all that is asked for, in characters (NIST SP 800-63B-4 §3.1.1.2). */
export const LENGTH_ALONE = 15;

/** What the API asks for where nothing is set. */
const SHORTEST = 8;

/** How short passwords may be that sign people in alone, in characters; 0 where none does, or they are long enough. */
export function tooShort({ signIn, signInMode, passwordPolicy }) {
  const isAlone = signInMode !== "Register" && signIn.methods.some((/** @type {any} */ row) => row.password),
    least = passwordPolicy?.length?.min ?? SHORTEST;
  return isAlone && least < LENGTH_ALONE ? least : 0;
}

/** The policy with a length that is enough. */
export const longEnough = (policy) => ({ ...policy, length: { ...policy?.length, min: LENGTH_ALONE } });

/** By what a row proves who somebody is, the first that is asked for named first; empty where by nothing. */
function proofOf({ password, verificationCode, isPasswordPrimary }) {
  if (!password) return verificationCode ? "code" : "";
  if (!verificationCode) return "password";
  return isPasswordPrimary ? "password-first" : "code-first";
}

/** By what a new account is begun; empty where by nothing, and so not at all. */
function beginningOf({ identifiers = [], verify, password }) {
  if (!identifiers.length) return "";
  const isProven = verify && identifiers.some(takesCode);
  return password ? (isProven ? "both" : "password") : isProven ? "code" : "";
}

/**
 * What the settings come to, in two sentences.
 * @param {any} experience
 * @param {(id: string, args?: Record<string, any>) => string} say
 * @param {string} language
 */
export function summaryOf({ signUp, signIn, signInMode }, say, language) {
  const beginning = signInMode === "SignIn" ? "" : beginningOf(signUp);
  const up = beginning ? say("summary-sign-up", { identifier: say(`way-${identifierOf(signUp)}`), with: beginning }) : say("summary-closed");
  if (signInMode === "Register") return `${up} ${say("only-new")}`;
  const rows = signIn.methods.filter(proofOf);
  const ways = rows.map((row) => say(`summary-${proofOf(row)}`, { identifier: say(`way-${row.identifier}`) }));
  if (!ways.length) return `${up} ${say("summary-locked")}`;
  return `${up} ${say("summary-sign-in", { ways: new Intl.ListFormat(language, { type: "disjunction" }).format(ways) })}`;
}
