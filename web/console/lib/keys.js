// Keys for the whole console. Single letters do nothing while somebody types, and can be switched off.
import { computed, effect, signal } from "./html.js";
import { go, place } from "./route.js";
import { showFirst } from "./wrong.js";

const OFF = "signet-console-letters-off";
export const lettersOff = () => localStorage.getItem(OFF) === "1";
export const switchLetters = (/** @type {boolean} */ off) => localStorage.setItem(OFF, off ? "1" : "0");

/** What lies over the page. */
export const layer = signal(/** @type {null | "palette" | "help" | "menu"} */ (null));

/** Where `g` and a letter lead. */
export const PLACES = /** @type {Record<string, string>} */ ({
  h: "/console",
  a: "/console/applications",
  c: "/console/connectors/email-sms",
  s: "/console/sign-in-experience/sign-up-and-sign-in",
  u: "/console/users",
  e: "/console/activity/events",
});

const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const find = (/** @type {string} */ selector) => /** @type {HTMLButtonElement | null} */ (document.querySelector(selector));

/** Follows the keys from now on. */
export function listenToKeys() {
  // What lies over the page is done with once one has gone somewhere: at that moment, and not when the
  // other page is drawn, or it would take away what was opened meanwhile. A search of the page goes nowhere.
  const arrived = computed(() => place.value.arrived);
  effect(() => {
    void arrived.value;
    layer.value = null;
  });
  let isGoing = false;
  document.addEventListener("keydown", (event) => {
    const withCommand = event.metaKey || event.ctrlKey, letter = event.key.toLowerCase();
    if (withCommand && letter === "k") return (event.preventDefault(), void (layer.value = "palette"));
    if (withCommand && letter === "s") {
      const save = find("[data-save]"), isBehind = find("dialog[open]");
      if (save || isBehind) event.preventDefault();
      // What lies behind a dialog waits.
      if (!save || isBehind) return;
      return save.disabled ? showFirst(save.form) : save.click();
    }
    if (event.key === "Escape" && layer.value === "menu") layer.value = null;
    if (withCommand || event.altKey || isTyping(event.target) || lettersOff() || find("dialog[open]")) return;
    const wasGoing = isGoing;
    isGoing = event.key === "g";
    // What opens takes the focus at once: the key that opened it is not typed into it.
    if (/^[/?c]$/.test(event.key) || (wasGoing && PLACES[event.key])) event.preventDefault();
    if (wasGoing && PLACES[event.key]) return go(PLACES[event.key]);
    if (event.key === "/") layer.value = "palette";
    if (event.key === "?") layer.value = "help";
    if (event.key === "c") find("main [data-primary]")?.click();
    if (event.key === "j" || event.key === "k") row(event.key === "j" ? 1 : -1);
  });
}

/** Moves the focus among rows: of a table, of events, of connectors, or cards. */
function row(/** @type {number} */ step) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main :is(tbody :is(th, td:first-child) a, .events summary, .row-link, button.card)")]);
  const shown = rows.filter((one) => one.checkVisibility());
  const at = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  shown[Math.min(shown.length - 1, Math.max(0, at + step))]?.focus();
}
