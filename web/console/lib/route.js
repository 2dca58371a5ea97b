// From an address to a page and back: links stay links, and every view has an address.
import { signal } from "./html.js";
import { base } from "./instance.js";

/**
 * Finds the page of a path among patterns such as `/console/applications/:id/:tab`.
 * @template {{ at: string }} Page
 * @param {Page[]} pages
 * @param {string} path
 * @returns {{ page: Page, params: Record<string, string> } | null}
 */
export function match(pages, path) {
  const parts = path.replace(/\/+$/, "").split("/");
  for (const page of pages) {
    const wanted = page.at.split("/");
    if (wanted.length !== parts.length) continue;
    /** @type {Record<string, string>} */
    const params = {};
    const fits = wanted.every((part, i) => {
      if (!part.startsWith(":")) return part === parts[i];
      params[part.slice(1)] = decode(parts[i]);
      return isName(params[part.slice(1)]);
    });
    if (fits) return { page, params };
  }
  return null;
}

/** Part of a path of the API: what would lead to another path of it names nothing. */
const isName = (/** @type {string} */ text) => text !== "" && text !== "." && text !== ".." && !/[/\\?#%]/.test(text);

function decode(/** @type {string} */ part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const home = `${base}/console`;

/** A path of the console and nothing else: what comes back from a redirect is not believed. */
export function pathOfConsole(/** @type {unknown} */ text) {
  if (typeof text !== "string" || !URL.canParse(text, location.origin)) return home;
  const url = new URL(text, location.origin);
  const ours = url.origin === location.origin && (url.pathname === home || url.pathname.startsWith(`${home}/`));
  return ours && url.pathname !== `${home}/callback` ? url.pathname + url.search + url.hash : home;
}

/** The path of the address bar, from the root of the provider on. */
export const here = () => location.pathname.slice(base.length);

/** The address that is shown, and how one came there. */
export const place = signal({ path: "/console", query: new URLSearchParams(), arrived: 0 });

function read(arrived = place.value.arrived + 1) {
  place.value = { path: here(), query: new URLSearchParams(location.search), arrived };
}

/** Goes to a path of the console. */
export function go(/** @type {string} */ path) {
  history.pushState(null, "", base + path);
  read();
}

/**
 * Changes the query of this page: typing replaces it, anything else adds a step to go back by.
 * @param {Record<string, string | number | undefined>} changes
 * @param {"push" | "replace"} [how]
 */
export function ask(changes, how = "push") {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  history[how === "push" ? "pushState" : "replaceState"](null, "", location.pathname + (text ? `?${text}` : ""));
  // The same page with other contents: the focus stays where it is.
  read(place.value.arrived);
}

/** Follows links of the console without leaving it. */
export function listen() {
  addEventListener("popstate", () => {
    // Another place on the same page is the browser's own work.
    const isSame = here() === place.value.path && location.search.slice(1) === place.value.query.toString();
    if (!isSame || !location.hash) read();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (
      !(link instanceof HTMLAnchorElement) ||
      event.defaultPrevented ||
      event.button ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey
    )
      return;
    const isOurs =
      link.origin === location.origin &&
      /^\/console(\/|$)/.test(link.pathname.slice(base.length)) &&
      link.pathname.startsWith(base);
    if (!isOurs || link.target || link.hasAttribute("download") || (link.hash && link.pathname === location.pathname))
      return;
    event.preventDefault();
    go(link.pathname.slice(base.length) + link.search);
  });
  read();
}
