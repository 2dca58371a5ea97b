// The page that belongs to the address, loaded with what it shows.
import { batch, effect, signal } from "./html.js";
import { base } from "./instance.js";
import { later } from "./poll.js";
import { here, match, place } from "./route.js";
import { language } from "./say.js";

/**
 * @typedef {object} View
 * @property {import("../pages.js").Place | null} page
 * @property {string} path
 * @property {Record<string, string>} params
 * @property {any} module
 * @property {any} data
 * @property {any} error
 * @property {number} arrived
 */

/** What is shown. */
export const view = signal(/** @type {View | null} */ (null));

/** Whether one waits, and has waited long enough to be told. */
export const waiting = signal(false);

let turn = 0;

/** The places of the console, as `pages.js` has them: pages know of this module, not the other way round. */
let pages = /** @type {import("../pages.js").Place[]} */ ([]);

/** Loads what the page shows once more, and keeps the page. */
export const reload = () => open(place.value);

async function open(/** @type {{ path: string, query: URLSearchParams, arrived: number }} */ { path, query, arrived }) {
  const mine = ++turn;
  const found = match(pages, path);
  const settle = (rest) => {
    if (mine !== turn) return;
    batch(() => {
      view.value = {
        page: found?.page ?? null,
        path,
        params: found?.params ?? {},
        module: null,
        data: null,
        error: null,
        arrived,
        ...rest,
      };
      waiting.value = false;
    });
  };
  if (!found) return settle({});
  const stop = later(() => mine === turn && (waiting.value = true), 150);
  let module = /** @type {any} */ (null);
  try {
    module = await (prepared.get(found.page) ?? found.page.load());
    settle({ module, data: await module.load?.(found.params, query) });
  } catch (error) {
    settle({ module, error });
  } finally {
    stop();
  }
}

/** What was read before it was wanted. @type {Map<import("../pages.js").Place, any>} */
const prepared = new Map();

/**
 * Has the page of this address read before it is known who looks at it.
 * @param {import("../pages.js").Place[]} places
 */
export async function prepare(places) {
  const page = match(places, here())?.page;
  // Of what cannot be read now it is said when it is wanted.
  const module = await page?.load().catch(() => {});
  if (page && module) prepared.set(page, module);
}

/**
 * Follows the address from now on.
 * @param {import("../pages.js").Place[]} places
 * @param {Record<string, string>} moved addresses that lead elsewhere
 */
export function watch(places, moved) {
  pages = places;
  effect(() => {
    // What a page loads may be words as well: a guide, a sentence of the server.
    void language.value;
    const now = place.value,
      there = moved[now.path.replace(/(.)\/+$/, "$1")];
    if (!there) return void open(now);
    history.replaceState(null, "", base + there + location.search);
    place.value = { ...now, path: there };
  });
}
