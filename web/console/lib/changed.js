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
 * What another one has saved and what was typed over it: none of it may win in silence. What was open
 * already stays so, and is held against what it was before it moved last.
 * @param {null | { was: any, keys: string[] }} open
 * @param {Record<string, any>} was
 * @param {Record<string, any>} theirs
 * @param {Record<string, any>} typed
 */
export function conflicting(open, was, theirs, typed) {
  const moved = (/** @type {string} */ key) => !same(was[key], theirs[key]);
  const keys = Object.keys(typed).filter((key) => !same(typed[key], theirs[key]) && (moved(key) || open?.keys.includes(key)));
  return keys.length ? { was: Object.fromEntries(keys.map((key) => [key, (moved(key) ? was : open?.was)[key]])), theirs, keys } : null;
}

/**
 * What of it is typed still: what was put back to the saved value is not, or it would overwrite what
 * somebody else saves there. What is on its way differs from the saved value soon, or is refused: it stays.
 * @param {Record<string, any>} saved
 * @param {Record<string, any>} typed
 * @param {Record<string, any>} [sent] what is on its way
 */
export const stillTyped = (saved, typed, sent = {}) =>
  Object.fromEntries(Object.entries(typed).filter(([key, value]) => key in sent || !same(value, saved[key])));

/**
 * What is typed by now and was not sent: what was typed while it was on its way stays.
 * @param {Record<string, any>} typed
 * @param {Record<string, any>} sent
 */
export const unsent = (typed, sent) =>
  Object.fromEntries(Object.entries(typed).filter(([key, value]) => !(key in sent && same(value, sent[key]))));

/** What changes by itself: a sign-in, the moment of a change, a place in a file, and what lists and single answers differ in. */
const BY_ITSELF = new Set(["lastSignInAt", "lastUsedAt", "updatedAt", "declaredAt", "isAdmin"]);

/**
 * Whether somebody has changed something between two saved states.
 * @param {Record<string, any>} was
 * @param {Record<string, any>} now
 */
export const hasMoved = (was, now) => Object.keys(was).some((key) => !BY_ITSELF.has(key) && !same(was[key], now[key]));
