// Looking again from time to time, but not while nobody is there: a look renews the session.

const PATIENCE = 10 * 60_000;

/** When somebody last did something here: what happens without them must not keep their session alive. */
let acted = Date.now();
let acts = 0;
for (const kind of ["pointerdown", "keydown", "click"]) addEventListener(kind, () => (acts++, (acted = Date.now())), true);

/** How often somebody has done something here. */
export const countOfActs = () => acts;

/** Whether this person has been asked to sign in again, and does not want to now. */
let isDeclined = false;

/** Holds what looks as this person, or lets it go on: a look without a token would ask again, between two keys. */
export const hold = (/** @type {boolean} */ on) => void (isDeclined = on);

/**
 * @param {() => unknown | Promise<unknown>} look
 * @param {number} every milliseconds
 * @param {boolean} [asAnybody] it needs no token
 * @returns {() => void} ends it
 */
export function poll(look, every, asAnybody = false) {
  let isOver = false;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const next = () => {
    timer = setTimeout(async () => {
      const isHeld = isDeclined && !asAnybody;
      if (!isHeld && !document.hidden && Date.now() - acted < PATIENCE) await Promise.resolve(look()).catch(() => {});
      if (!isOver) next();
    }, every);
  };
  next();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/**
 * Does something once, when nothing has been asked for a while.
 * @param {(...args: any[]) => void} act
 * @param {number} wait milliseconds
 */
export function calm(act, wait) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  return (/** @type {any[]} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), wait);
  };
}

/** Does something later; gives what calls it off. */
export function later(/** @type {() => void} */ act, /** @type {number} */ wait) {
  const timer = setTimeout(act, wait);
  return () => clearTimeout(timer);
}
