// What somebody types, held against what places are called.

/**
 * What a text is, by its shape: without asking, one knows addresses, references and ids. One of these in
 * thirty has no digit: it is taken for a word where it may be one.
 */
export function shapeOf(/** @type {string} */ text, mayBeWord = false) {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return "address";
  if (!/^[a-z0-9]+$/.test(text) || (mayBeWord && !/\d/.test(text))) return "words";
  return { 10: "reference", 12: "user", 21: "application" }[text.length] ?? "words";
}

/** Words alone, without accents and capitals: quotes and points are typed in many ways. */
const fold = (text) => (text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

/**
 * All names of a place: its own, what is written on it, and what other products call it.
 * @param {{ title: string, nav: string, words?: string }} place
 * @param {(id: string) => string[]} say what an id says, in every language
 */
export const namesOf = ({ title, nav, words = "" }, say) =>
  [title, nav, `also-${title}`, ...words.split(" ")].flatMap(say).flatMap((text) => text.split(", "));

/**
 * Those that go by what is typed: first whose name it is, then whose name begins with it.
 * @template {{ names: string[] }} Named
 * @param {Named[]} all
 * @param {string} typed
 */
export function matching(all, typed) {
  const text = fold(typed), words = text.split(" ");
  const rank = (/** @type {Named} */ { names }) => {
    const lines = `\n${names.map(fold).join("\n")}\n`;
    return lines.includes(`\n${text}\n`) ? 0 : lines.includes(`\n${text}`) ? 1 : words.every((word) => lines.includes(word)) ? 2 : 3;
  };
  return [0, 1, 2].flatMap((wanted) => all.filter((one) => rank(one) === wanted));
}
