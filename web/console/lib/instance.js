// What the server says of itself in the head of the shell.

/** What stands in the head under this name. */
export const said = (name) => document.querySelector(`meta[name="signet-${name}"]`)?.getAttribute("content") ?? "";

export const build = said("build");
export const issuer = said("issuer");
export const publicUrl = said("public-url").replace(/\/$/, "");

/** The path that everything of the provider stands below: empty, unless its address has one. */
export const base = URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/$/, "") : "";

/** The addresses of the console; the first is the main one. */
export const consoles = said("consoles").split(" ").filter(Boolean);

/** Elsewhere no answer of the provider would come back to this page. */
export const isAtHome = () =>
  consoles.length === 0 || consoles.some((url) => URL.canParse(url) && new URL(url).origin === location.origin);

/** The address of a file of the console, with its hash in it where the import map knows it. */
export const fileUrl = (/** @type {string} */ path) => import.meta.resolve(`${base}/console/${path}`);
