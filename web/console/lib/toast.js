// Short news that have no place of their own on the page.
import { signal } from "./html.js";
import { later } from "./poll.js";

/** What is said at the moment. */
export const toasts = signal(/** @type {{ id: number, text: string, undo?: () => void }[]} */ ([]));

let last = 0;

export const dismiss = (/** @type {number} */ id) => (toasts.value = toasts.value.filter((one) => one.id !== id));

/** Says something for ten seconds; at most three at a time. */
export function tell(/** @type {string} */ text, /** @type {(() => void) | undefined} */ undo = undefined) {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, undo }];
  later(() => dismiss(id), 10_000);
}
