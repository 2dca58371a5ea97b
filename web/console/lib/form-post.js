// An authorization response that comes as a form (OAuth 2.0 Form Post Response Mode §2).

/** Milliseconds to wait for it. */
const PATIENCE = 8000;

const FIELD = /<input type="hidden" name="(\w+)" value="([^"]*)">/g;
const ESCAPED = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&#x2F;": "/", "&amp;": "&" };

/**
 * What the form would carry; nothing where the page is another one. It is read as text, because the policy of the
 * console lets no text become a document.
 */
export function responseIn(/** @type {string} */ page) {
  const plain = (/** @type {string} */ value) => value.replace(/&[#\w]+;/g, (one) => ESCAPED[one] ?? one);
  return new URLSearchParams([...page.matchAll(FIELD)].map(([, name, value]) => [name, plain(value)]));
}

/**
 * Asks for one at an address of the provider, without a redirect to wait for. Where none comes there is nothing in it:
 * then the provider's own page says why.
 */
export const responseTo = (/** @type {URL} */ url) =>
  fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })
    .then((response) => response.text())
    .then(responseIn)
    .catch(() => new URLSearchParams());
