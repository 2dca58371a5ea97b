// In what a draft differs from what is saved, and from what somebody else saved.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The members whose typed value differs from the saved one.
 * @param {Record<string, any>} saved
 * @param {Record<string, any>} typed
 */
export const differing = (saved, typed) =>
  Object.fromEntries(Object.entries(typed).filter(([key, value]) => !same(value, saved[key])));

/**
 * What differs between two saved states and was typed over as well: none of it may win in silence.
 * @param {Record<string, any>} was
 * @param {Record<string, any>} theirs
 * @param {Record<string, any>} typed
 */
export const clashing = (was, theirs, typed) =>
  Object.keys(typed).filter((key) => !same(was[key], theirs[key]) && !same(typed[key], theirs[key]));

/**
 * What is typed by now and was not sent: what was typed while it was on its way stays.
 * @param {Record<string, any>} typed
 * @param {Record<string, any>} sent
 */
export const unsent = (typed, sent) =>
  Object.fromEntries(Object.entries(typed).filter(([key, value]) => !(key in sent && same(value, sent[key]))));

/** What changes by itself: a sign-in, the moment of a change, and what lists and single answers differ in. */
const BY_ITSELF = new Set(["lastSignInAt", "lastUsedAt", "updatedAt", "isAdmin"]);

/**
 * Whether somebody has changed something between two saved states.
 * @param {Record<string, any>} was
 * @param {Record<string, any>} now
 */
export const hasMoved = (was, now) => Object.keys(was).some((key) => !BY_ITSELF.has(key) && !same(was[key], now[key]));
