// What applications are called, for pages that only know their ids.
import { get } from "./api.js";
import { signal } from "./html.js";

const names = signal(/** @type {Record<string, string>} */ ({}));
let isAsked = false;

/** The name of an application, or its id as long as that is all that is known. */
export function applicationName(/** @type {string | undefined} */ id) {
  if (id && !isAsked) {
    isAsked = true;
    get("/applications", { page: 1, page_size: 100 })
      .then(({ data }) => (names.value = Object.fromEntries(data.map((one) => [one.id, one.name]))))
      .catch(() => (isAsked = false));
  }
  return id ? names.value[id] ?? id : "";
}
