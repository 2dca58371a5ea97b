// Whoever is refused is led to the first field that is wrong, on whatever page it stands.

const FIELD = "input, select, textarea, button";

/** The form that was sent last, until something else is done. @type {any} */
let form = null;

/** Shows what a complaint is about: the field that is nearest to it. */
export function showWrong(/** @type {Element | null | undefined} */ wrong) {
  const field = /** @type {HTMLElement | null | undefined} */ (wrong?.closest(`:has(${FIELD})`)?.querySelector(FIELD));
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

export const showFirst = (of) => showWrong(of?.querySelector('[aria-invalid="true"], .problem:not(:empty)'));

/** Once what is said stands on the page. */
export const leadToWrong = () => requestAnimationFrame(() => showFirst(form));

/** Where on the page each of these texts is said, if it is. */
export function placesOf(/** @type {string[]} */ texts) {
  const said = [...document.querySelectorAll("main .problem")];
  return texts.map((text) => {
    const at = said.findIndex((one) => one.textContent?.endsWith(text));
    return at < 0 ? null : said.splice(at, 1)[0];
  });
}

addEventListener("submit", ({ target }) => ((form = target), leadToWrong()), true);
// Outside the page, somebody only proves who they are meanwhile.
for (const kind of ["input", "click"]) addEventListener(kind, (event) => /** @type {any} */ (event.target).closest?.("main") && (form = null), true);
