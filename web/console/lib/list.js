// A list's address: what is searched, by what it is sorted, and which page of it is shown.
import { get } from "./api.js";

const SIZE = "signet-console-page-size";
export const SIZES = [20, 50, 100];

/** Characters of the longest search: the API takes 256, and a percent sign is put before and behind them. */
export const LONGEST = 254;

/** How many rows a page has, as it was chosen last. */
export const pageSize = () => {
  const kept = Number(globalThis.localStorage?.getItem(SIZE));
  return SIZES.includes(kept) ? kept : SIZES[0];
};

export const keepPageSize = (/** @type {number} */ size) => localStorage.setItem(SIZE, String(size));

/**
 * What the API is asked for the list that an address shows.
 * @param {URLSearchParams} query
 * @param {{ sort?: string, filters?: string[] }} [known]
 */
function asked(query, { sort = "", filters = [] } = {}) {
  const q = (query.get("q") ?? "").trim();
  const page = Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1);
  /** @type {Record<string, any>} */
  const out = { page, page_size: pageSize(), sort: query.get("sort") || sort || undefined };
  // A search is a pattern: what people type is meant literally, anywhere in the text.
  if (q) out.search = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  for (const name of filters) if (query.get(name)) out[name] = query.get(name);
  return out;
}

/**
 * The list that an address shows. What is wrong with the address itself is said in the place of the rows:
 * it is changed on the same page.
 * @param {string} path of the API
 * @param {URLSearchParams} query
 * @param {{ sort?: string, filters?: string[] }} known
 */
export const listed = (path, query, known) =>
  get(path, asked(query, known)).catch((error) => {
    if (error.status === 400) return { data: [], total: 0, error };
    throw error;
  });

/** The next order after a click on the head of a column: up, down. */
export const nextSort = (/** @type {string} */ now, /** @type {string} */ column) =>
  now === column ? `-${column}` : column;

/** What a head says of its order. */
export const ariaSort = (/** @type {string} */ now, /** @type {string} */ column) =>
  now === column ? "ascending" : now === `-${column}` ? "descending" : "none";
