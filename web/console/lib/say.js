// What is said, and in which language: Fluent messages, dates and numbers.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { signal } from "./html.js";
import { fileUrl } from "./instance.js";

export const LANGUAGES = ["en", "fr"];
const KEPT = "signet-console-language";

/** The language that is spoken. */
export const language = signal("en");

/** @type {FluentBundle | undefined} */
let bundle;

/** The language that was chosen before, or that the browser asks for. */
function wanted() {
  const kept = localStorage.getItem(KEPT);
  const asked = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return asked.find((tag) => LANGUAGES.includes(tag ?? "")) ?? "en";
}

/** Loads a language and speaks it from then on. */
export async function speak(tag = wanted()) {
  const response = await fetch(fileUrl(`locales/${tag}.ftl`));
  if (!response.ok) throw new Error(`The words of the console (${tag}) were not found: ${response.status}.`);
  // No isolating marks: names that people copy or search for must be exactly what is shown.
  const made = new FluentBundle(tag, { useIsolating: false });
  made.addResource(new FluentResource(await response.text()));
  bundle = made;
  document.documentElement.lang = tag;
  language.value = tag;
}

/** Speaks another language, also the next time. */
export async function choose(/** @type {string} */ tag) {
  await speak(tag);
  localStorage.setItem(KEPT, tag);
}

/**
 * A message by its id. An unknown id is shown as it is, so that it is seen and mended.
 * @param {string} id
 * @param {Record<string, any>} [args]
 */
export function t(id, args) {
  // Read, so that whoever shows it is drawn anew in another language.
  void language.value;
  const pattern = bundle?.getMessage(id)?.value;
  return bundle && pattern ? bundle.formatPattern(pattern, args) : id;
}

/** Whether there are words for it. */
export const has = (/** @type {string} */ id) => Boolean(bundle?.hasMessage(id));

/** A text that the server has in several languages. */
export const phrase = (/** @type {Record<string, string> | undefined} */ phrases, otherwise = "") =>
  phrases?.[language.value] ?? phrases?.en ?? otherwise;

/** A moment with its date and time, for whom it is looked at exactly. */
export const moment = (/** @type {number} */ at) =>
  new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "medium" }).format(at);

/** A date alone. */
export const day = (/** @type {number} */ at) =>
  new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }).format(at);

/** The time of the day, to the second. */
export const clock = (/** @type {number} */ at) =>
  new Intl.DateTimeFormat(language.value, { timeStyle: "medium" }).format(at);

/** A number as the language writes it. */
export const number = (/** @type {number} */ value) => new Intl.NumberFormat(language.value).format(value);

const UNITS = /** @type {const} */ ([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
  ["month", 2629800],
  ["year", 31557600],
]);

/** How long ago a moment was, in its largest whole unit. */
export function ago(/** @type {number} */ at, now = Date.now()) {
  const seconds = Math.round((at - now) / 1000);
  const [unit, length] = UNITS.findLast(([, size]) => Math.abs(seconds) >= size) ?? UNITS[0];
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  return words.format(Math.trunc(seconds / length), unit);
}

/** A duration in milliseconds, short. */
export function duration(/** @type {number} */ ms) {
  const unit = (/** @type {number} */ value, /** @type {string} */ name, digits = 0) =>
    new Intl.NumberFormat(language.value, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1000) return unit(ms, "millisecond");
  if (ms < 90_000) return unit(ms / 1000, "second", 1);
  return unit(Math.round(ms / 60_000), "minute");
}
