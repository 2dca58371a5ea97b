// When somebody last did something here: what happens without them must not keep their session alive.

const PATIENCE = 10 * 60_000;

let acted = Date.now();
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (acted = Date.now()), true);

/** When it was, in milliseconds since the epoch. */
export const lastAct = () => acted;

/** Whether somebody may still be there. */
export const isAttended = () => !document.hidden && Date.now() - acted < PATIENCE;
