// The page that belongs to the address, loaded with what it shows.
import { batch, effect, signal } from "./html.js";
import { base } from "./instance.js";
import { later } from "./poll.js";
import { match, place } from "./route.js";
import { language } from "./say.js";
import { MOVED, PAGES } from "../pages.js";

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

/** Loads what the page shows once more, and keeps the page. */
export const reload = () => open(place.value);

async function open(/** @type {{ path: string, query: URLSearchParams, arrived: number }} */ { path, query, arrived }) {
  const mine = ++turn;
  const found = match(PAGES, path);
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
    module = await found.page.load();
    settle({ module, data: await module.load?.(found.params, query) });
  } catch (error) {
    settle({ module, error });
  } finally {
    stop();
  }
}

/** Follows the address from now on. */
export function watch() {
  effect(() => {
    // What a page loads may be words as well: a guide, a sentence of the server.
    void language.value;
    const now = place.value,
      moved = MOVED[now.path.replace(/(.)\/+$/, "$1")];
    if (!moved) return void open(now);
    history.replaceState(null, "", base + moved + location.search);
    place.value = { ...now, path: moved };
  });
}
