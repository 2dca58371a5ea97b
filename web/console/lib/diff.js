// In what two values differ, told leaf by leaf.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value) =>
  value === undefined || value === null || value === ""
    ? "–"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

/**
 * @param {any} was
 * @param {any} is
 * @param {string} path
 * @returns {{ path: string, was: string, is: string }[]}
 */
export function changes(was, is, path) {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (isObject(was) && isObject(is)) {
    const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
    return [...keys].flatMap((key) => changes(was[key], is[key], `${path} › ${key}`));
  }
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length && was.every(isObject)) {
    return was.flatMap((one, i) => changes(one, is[i], `${path} › ${i + 1}`));
  }
  return [{ path, was: shown(was), is: shown(is) }];
}
