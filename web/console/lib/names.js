// What applications and people are called and where they are, for pages that only know their ids.
import { get } from "./api.js";
import { signal } from "./html.js";
import { calm } from "./poll.js";

/** Applications that people sign in to. */
const known = signal(/** @type {{ id: string, name: string, home: string, hasSecrets: boolean }[]} */ ([]));
let isAsked = false;

/** Where an application is, by the first of its addresses that is a page; empty if none is. */
export function homeOf(/** @type {string[]} */ uris) {
  const page = uris.find((uri) => /^https?:/.test(uri) && URL.canParse(uri));
  return page ? new URL(page).origin : "";
}

/** All that there are, as soon as they are known: a hundred at most. */
export function applications() {
  if (!isAsked) {
    isAsked = true;
    get("/applications", { page: 1, page_size: 100, sort: "-lastUsedAt" })
      .then(({ data }) => (known.value = data.map(({ id, name, type, source, oidcClientMetadata }) => ({
        id, name, home: homeOf(oidcClientMetadata.redirectUris), hasSecrets: source === "console" && /^Trad|^Mach/.test(type),
      }))))
      .catch(() => (isAsked = false));
  }
  return known.value;
}

/** The name of an application, or its id as long as that is all that is known. */
export const applicationName = (/** @type {string | undefined} */ id) =>
  id ? (applications().find((one) => one.id === id)?.name ?? id) : "";

/** What a person is called where there is room for one name. */
export const nameOf = (/** @type {any} */ one) => one.primaryEmail ?? one.name ?? one.username ?? one.primaryPhone ?? one.id;

const people = signal(/** @type {Record<string, string>} */ ({}));
const met = new Set(), wanted = /** @type {string[]} */ ([]);

/** All of a page in one request, as far as one may ask at once. */
const look = calm(() => {
  get("/users", { "search.id": wanted.splice(0, 32), "mode.id": "exact", page: 1, page_size: 32 })
    .then(({ data }) => (people.value = { ...people.value, ...Object.fromEntries(data.map((one) => [one.id, nameOf(one)])) }), () => {});
  if (wanted.length) look();
}, 50);

/** The name of a person, or the id as long as that is all that is known. */
export function personName(/** @type {string} */ id) {
  if (!met.has(id)) met.add(id), wanted.push(id), look();
  return people.value[id] ?? id;
}
