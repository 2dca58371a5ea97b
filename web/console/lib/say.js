// What is said, and in which language: Fluent messages, dates and numbers.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { signal } from "./html.js";
import { fileUrl } from "./instance.js";

export const LANGUAGES = ["en", "fr"];
const KEPT = "signet-console-language";
const UTC = "signet-console-utc";

/** The language that is spoken. */
export const language = signal("en");

/** Whether times are told in UTC, wherever somebody is. */
export const utc = signal(localStorage.getItem(UTC) === "1");

export const switchUtc = () => localStorage.setItem(UTC, (utc.value = !utc.value) ? "1" : "0");

/** The languages that are loaded. @type {Map<string, FluentBundle>} */
const bundles = new Map();

/** The language that was chosen before, or that the browser asks for. */
function wanted() {
  const kept = localStorage.getItem(KEPT);
  const asked = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return asked.find((tag) => LANGUAGES.includes(tag ?? "")) ?? "en";
}

/** Loads a language. */
export async function learn(/** @type {string} */ tag) {
  if (bundles.has(tag)) return;
  const response = await fetch(fileUrl(`locales/${tag}.ftl`));
  if (!response.ok) throw new Error(`The words of the console (${tag}) were not found: ${response.status}.`);
  // No isolating marks: names that people copy or search for must be exactly what is shown.
  const made = new FluentBundle(tag, { useIsolating: false });
  made.addResource(new FluentResource(await response.text()));
  bundles.set(tag, made);
}

/** Loads a language and speaks it from then on. */
export async function speak(tag = wanted()) {
  await learn(tag);
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
  // Whoever shows it is drawn anew in another language.
  const bundle = bundles.get(language.value), pattern = bundle?.getMessage(id)?.value;
  return bundle && pattern ? bundle.formatPattern(pattern, args) : id;
}

/** What an id says in each language that is loaded. */
export const inAll = (/** @type {string} */ id) => [...bundles.values()].flatMap((bundle) => bundle.getMessage(id)?.value ?? []).filter((one) => typeof one === "string");

/** Whether there are words for it. */
export const has = (/** @type {string} */ id) => Boolean(bundles.get(language.value)?.hasMessage(id));

/** A text that the server has in several languages. */
export const phrase = (/** @type {Record<string, string> | undefined} */ phrases, otherwise = "") =>
  phrases?.[language.value] ?? phrases?.en ?? otherwise;

const told = (/** @type {Intl.DateTimeFormatOptions} */ how) => (/** @type {number} */ at) =>
  new Intl.DateTimeFormat(language.value, { ...how, timeZone: utc.value ? "UTC" : undefined }).format(at) + (utc.value && how.timeStyle ? " UTC" : "");

/** A moment with its date and time, for whom it is looked at exactly. */
export const moment = told({ dateStyle: "medium", timeStyle: "medium" });

/** A date alone. */
export const day = told({ dateStyle: "medium" });

/** The time of the day, to the second. */
export const clock = told({ timeStyle: "medium" });

/** A moment as a field for it holds it, in the zone in which times are told. */
export const toField = (/** @type {number} */ at) => new Date(at - (utc.value ? 0 : new Date(at).getTimezoneOffset() * 60_000)).toISOString().slice(0, 16);

export const fromField = (/** @type {string} */ text) => Date.parse(utc.value ? `${text}Z` : text);

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
