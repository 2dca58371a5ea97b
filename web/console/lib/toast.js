// Short news that have no place of their own on the page.
import { signal } from "./html.js";
import { later } from "./poll.js";

const TIME = 10_000, MOST = 3;

/** What is said at the moment. */
export const toasts = signal(/** @type {{ id: number, text: string, undo?: () => void }[]} */ ([]));

let last = 0;

/** What ends each of them when its time is over. @type {(() => void)[]} */
let clocks = [];

/** Stops the clock, for whoever is still reading. */
export const hold = () => (clocks.forEach((stop) => stop()), (clocks = []));

/** From now on each has its whole time. */
export const release = () => (hold(), (clocks = toasts.value.map(({ id }) => later(() => dismiss(id), TIME))));

export const dismiss = (/** @type {number} */ id) => (toasts.value = toasts.value.filter((one) => one.id !== id));

/** Says something for ten seconds; at most three at a time. */
export function tell(/** @type {string} */ text, /** @type {(() => void) | undefined} */ undo = undefined) {
  const id = ++last;
  toasts.value = [...toasts.value.slice(1 - MOST), { id, text, undo }];
  clocks = [...clocks.slice(1 - MOST), later(() => dismiss(id), TIME)];
}
