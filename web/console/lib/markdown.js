// Markdown of our own guides and of connectors, as a tree: never as HTML, so nothing in it can run.

/**
 * @typedef {{ kind: "text" | "code" | "strong" | "em", text: string } | { kind: "link", text: string, href: string }} Inline
 * @typedef {object} Block
 * @property {"heading" | "paragraph" | "list" | "code" | "table" | "quote" | "widget"} kind
 * @property {number} [level]
 * @property {boolean} [ordered]
 * @property {Inline[]} [content]
 * @property {Inline[][]} [items]
 * @property {Inline[][][]} [rows] the first is the head
 * @property {string} [text]
 * @property {string} [language]
 * @property {string} [label] what a fence says after its language: `bash npm`
 * @property {string} [name] of a widget: `::redirect-uris`
 */

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** @returns {Inline[]} */
export function inline(/** @type {string} */ text) {
  /** @type {Inline[]} */
  const out = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) out.push({ kind: "text", text: text.slice(at, found.index) });
    at = found.index + found[0].length;
    if (found[1]) out.push({ kind: "code", text: found[1] });
    else if (found[2]) out.push({ kind: "strong", text: found[2] });
    else if (found[3]) out.push({ kind: "em", text: found[3] });
    else out.push(link(found[4], found[5]));
  }
  if (at < text.length) out.push({ kind: "text", text: text.slice(at) });
  return out;
}

/** Only what leads to a page is a link. @returns {Inline} */
function link(/** @type {string} */ text, /** @type {string} */ href) {
  return /^(https?:\/\/|\/(?!\/)|#)/.test(href) ? { kind: "link", text, href } : { kind: "text", text };
}

/** @returns {Block[]} */
export function markdown(/** @type {string} */ text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  /** @type {Block[]} */
  const out = [];
  let at = 0;
  const take = (fits) => {
    const from = at;
    while (at < lines.length && fits(lines[at])) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const fence = /^```(\S*)\s*(.*)$/.exec(line);
    const heading = /^(#{1,4}) (.+)$/.exec(line);
    if (!line.trim()) at++;
    else if (fence) {
      at++;
      const body = take((one) => one !== "```");
      at++;
      out.push({ kind: "code", language: fence[1], label: fence[2], text: body.join("\n") });
    } else if (heading) {
      at++;
      out.push({ kind: "heading", level: heading[1].length, content: inline(heading[2]) });
    } else if (line.startsWith("::")) {
      at++;
      out.push({ kind: "widget", name: line.slice(2).trim() });
    } else if (line.startsWith("|")) out.push(table(take((one) => one.startsWith("|"))));
    else if (line.startsWith("> "))
      out.push({
        kind: "quote",
        content: inline(
          take((one) => one.startsWith(">"))
            .map((one) => one.replace(/^> ?/, ""))
            .join(" "),
        ),
      });
    else if (ITEM.test(line)) out.push(list(take((one) => ITEM.test(one) || /^ {2,}\S/.test(one))));
    else
      out.push({
        kind: "paragraph",
        content: inline(
          take((one) => Boolean(one.trim()) && !/^(```|#|::|\||> )/.test(one) && !ITEM.test(one)).join(" "),
        ),
      });
  }
  return out;
}

const ITEM = /^(?:[-*]|\d+\.) /;

/** @returns {Block} */
function list(/** @type {string[]} */ lines) {
  /** @type {string[]} */
  const items = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ""));
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return { kind: "list", ordered: /^\d/.test(lines[0]), items: items.map(inline) };
}

/** @returns {Block} */
function table(/** @type {string[]} */ lines) {
  const rows = lines
    .filter((line) => !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, "")
        .split("|")
        .map((cell) => inline(cell.trim())),
    );
  return { kind: "table", rows };
}

/**
 * A text with values in the place of `{{names}}`; unknown names stay as they are.
 * @param {string} text
 * @param {Record<string, string>} values
 */
export const filled = (text, values) => text.replace(/\{\{([a-z_.]+)\}\}/g, (all, name) => values[name] ?? all);
