// The structure of a mail's HTML as nodes: enough to read it, and nothing in it that could act.
// The console may not show foreign markup at all, so styles and pictures are left to the real mail.

const SHOWN = new Set([
  "p",
  "div",
  "h1",
  "h2",
  "h3",
  "h4",
  "ul",
  "ol",
  "li",
  "strong",
  "b",
  "em",
  "i",
  "u",
  "br",
  "hr",
  "table",
  "tbody",
  "thead",
  "tr",
  "td",
  "th",
  "blockquote",
  "pre",
  "code",
  "span",
  "a",
  "center",
  "small",
]);
const SILENT = new Set(["script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object"]);
const EMPTY = new Set(["br", "hr", "img", "meta", "link", "input", "wbr"]);
const ENTITIES = /** @type {Record<string, string>} */ ({
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  eacute: "é",
  egrave: "è",
  agrave: "à",
  ccedil: "ç",
  euro: "€",
  copy: "©",
  rsquo: "’",
});

/** @typedef {{ tag: string, children: (MailNode | string)[], href?: string }} MailNode */

const decode = (text) =>
  text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (all, name) => {
    if (name[0] !== "#") return ENTITIES[name.toLowerCase()] ?? all;
    const code = name[1].toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

/** @returns {MailNode} */
export function readMail(/** @type {string} */ markup) {
  /** @type {MailNode} */
  const root = { tag: "div", children: [] };
  const open = [root];
  let silent = "";
  for (const [, comment, close, name, attributes = "", text] of markup.matchAll(
    /(<!--[\s\S]*?(?:-->|$)|<![^>]*>)|<(\/?)([a-z][a-z0-9]*)\b((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+|<)/gi,
  )) {
    if (comment) continue;
    const top = open[open.length - 1],
      tag = name?.toLowerCase();
    if (silent) silent = close && tag === silent ? "" : silent;
    else if (text !== undefined) top.children.push(decode(text.replace(/\s+/g, " ")));
    else if (SILENT.has(tag)) silent = close ? "" : tag;
    else if (close) closeTo(open, tag);
    else if (SHOWN.has(tag)) {
      const href = /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1];
      /** @type {MailNode} */
      const node = { tag, children: [], ...(tag === "a" && href ? { href: decode(href) } : {}) };
      top.children.push(node);
      if (!EMPTY.has(tag)) open.push(node);
    }
  }
  return root;
}

function closeTo(/** @type {MailNode[]} */ open, /** @type {string} */ tag) {
  const at = open.findLastIndex((node, i) => i > 0 && node.tag === tag);
  if (at > 0) open.length = at;
}
