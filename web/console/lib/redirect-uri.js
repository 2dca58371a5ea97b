// What should be said of a redirect URI while it is typed. It never blocks what the API would take.

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** @param {string} text */
function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const isWeb = (url) => url.protocol === "http:" || url.protocol === "https:";
const isAddress = (host) => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith("[");

/** What only makes sense beside the others of the list. */
function besideOthers(/** @type {URL} */ url, /** @type {string} */ uri, /** @type {string[]} */ others) {
  if (others.includes(uri)) return "duplicate";
  for (const other of others.map(parsed)) {
    if (!other) continue;
    const samePath = other.pathname === url.pathname;
    const sameHost = other.host === url.host;
    if (sameHost && !samePath && other.pathname.replace(/\/$/, "") === url.pathname.replace(/\/$/, ""))
      return "trailing-slash";
    const bothLoopback = LOOPBACK.has(other.hostname) && LOOPBACK.has(url.hostname) && other.hostname !== url.hostname;
    if (bothLoopback && samePath && other.port === url.port) return "loopback-names";
  }
  return null;
}

/**
 * The id of the advice for one URI, or null when there is nothing to say.
 * @param {string} uri
 * @param {{ others?: string[], isNative?: boolean, isBare?: boolean }} [around] `isBare`: an origin is all right, as after signing out
 * @returns {string | null}
 */
export function advise(uri, { others = [], isNative = false, isBare = false } = {}) {
  if (uri === "") return null;
  if (/\s/.test(uri)) return "blank";
  if (uri.includes("*")) return "wildcard";
  if (uri.includes("#")) return "fragment";
  const url = parsed(uri);
  if (!url || !/^[a-z][a-z0-9+.-]*:/i.test(uri)) return "not-absolute";
  if (!isWeb(url)) return isNative ? besideOthers(url, uri, others) : "custom-scheme";
  if (!/^https?:\/\//i.test(uri)) return "not-absolute";
  if (url.username || url.password) return "user-name";
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname)) return "plain-http";
  const beside = besideOthers(url, uri, others);
  if (beside) return beside;
  if (isAddress(url.hostname) && !LOOPBACK.has(url.hostname)) return "address";
  if (!isBare && url.pathname === "/" && !url.search) return "no-path";
  return null;
}

/** The host of an address, so that it can be shown apart; empty where it has none. */
export const hostOf = (/** @type {string} */ uri) => parsed(uri)?.host ?? "";
