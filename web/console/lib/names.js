// What applications are called and where they are, for pages that only know their ids.
import { get } from "./api.js";
import { signal } from "./html.js";

/** Applications that people sign in to. */
const known = signal(/** @type {{ id: string, name: string, home: string }[]} */ ([]));
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
      .then(
        ({ data }) =>
          (known.value = data.map((one) => ({
            id: one.id,
            name: one.name,
            home: homeOf(one.oidcClientMetadata.redirectUris),
          }))),
      )
      .catch(() => (isAsked = false));
  }
  return known.value;
}

/** The name of an application, or its id as long as that is all that is known. */
export const applicationName = (/** @type {string | undefined} */ id) =>
  id ? (applications().find((one) => one.id === id)?.name ?? id) : "";
