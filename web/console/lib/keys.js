// Keys for the whole console. Single letters do nothing while somebody types, and can be switched off.
import { go } from "./route.js";

const OFF = "signet-console-letters-off";
export const lettersOff = () => localStorage.getItem(OFF) === "1";
export const switchLetters = (/** @type {boolean} */ off) => localStorage.setItem(OFF, off ? "1" : "0");

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

/** The one button that the page is for. */
const primary = () => /** @type {HTMLElement | null} */ (document.querySelector("main [data-primary]"));

/**
 * @param {{ palette: () => void, help: () => void }} ways
 */
export function listenToKeys({ palette, help }) {
  let isGoing = false;
  document.addEventListener("keydown", (event) => {
    const withCommand = event.metaKey || event.ctrlKey;
    if (withCommand && event.key.toLowerCase() === "k") return (event.preventDefault(), palette());
    if (withCommand && event.key.toLowerCase() === "s") {
      // What lies behind a dialog waits.
      if (document.querySelector("dialog[open]")) return event.preventDefault();
      const save = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-save]"));
      return save && (event.preventDefault(), save.click());
    }
    if (withCommand || event.altKey || isTyping(event.target) || lettersOff() || document.querySelector("dialog[open]"))
      return;
    const wasGoing = isGoing;
    isGoing = event.key === "g";
    if (wasGoing && PLACES[event.key]) return go(PLACES[event.key]);
    if (event.key === "/") return (event.preventDefault(), palette());
    if (event.key === "?") return help();
    if (event.key === "c") primary()?.click();
    if (event.key === "j" || event.key === "k") row(event.key === "j" ? 1 : -1);
  });
}

/** Moves the focus among the rows of a table. */
function row(/** @type {number} */ step) {
  const links = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll("main tbody th a, main tbody td:first-child a"),
  ]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}
