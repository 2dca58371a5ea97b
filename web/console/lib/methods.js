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

/**
 * What cannot be saved, by its place: ids of sentences.
 * @param {any} experience
 * @param {{ email: boolean }} connectors which there are
 */
export function troubles(experience, connectors) {
  /** @type {Record<string, string>} */
  const out = {};
  const { signUp, signIn } = experience,
    kinds = signUp.identifiers ?? [];
  if (kinds.includes("phone")) out.signUp = "needs-sms";
  else if (kinds.includes("email") && !connectors.email) out.signUp = "needs-email";
  if (!signIn.methods.length) out.signIn = "needs-method";
  for (const method of signIn.methods) {
    const at = `signIn.${method.identifier}`;
    if (!method.password && !method.verificationCode) out[at] = "needs-factor";
    else if (method.identifier === "phone" && method.verificationCode) out[at] = "needs-sms";
    else if (method.identifier === "email" && method.verificationCode && !connectors.email) out[at] = "needs-email";
  }
  return out;
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
  password: identifier === "username",
  verificationCode: identifier !== "username",
  isPasswordPrimary: false,
});
