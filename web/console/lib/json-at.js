// JSON with the place of everything in it, so that what is wrong can be shown where it is.

const ESCAPES = /** @type {Record<string, string>} */ ({
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
});

/** What a text cannot be read for, and at which offset. */
class Unreadable extends Error {
  constructor(/** @type {string} */ id, /** @type {number} */ offset) {
    super(id);
    this.id = id;
    this.offset = offset;
  }
}

/** The line and the column of an offset, both from 1 on. */
export function lineOf(/** @type {string} */ text, /** @type {number} */ offset) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

/**
 * @param {string} text
 * @returns {{ value: any, places: Map<string, number> } | { id: string, offset: number }}
 */
export function readJson(text) {
  const reader = new Reader(text);
  try {
    const value = reader.value("");
    reader.blanks();
    if (reader.at < text.length) throw new Unreadable("more", reader.at);
    return { value, places: reader.places };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { id: error.id, offset: error.offset };
  }
}

class Reader {
  /** @type {Map<string, number>} */
  places = new Map();
  at = 0;

  constructor(/** @type {string} */ text) {
    this.text = text;
  }

  blanks() {
    while (/[\s]/.test(this.text[this.at] ?? "")) this.at++;
  }

  /** @returns {any} */
  value(/** @type {string} */ path) {
    this.blanks();
    if (!this.places.has(path)) this.places.set(path, this.at);
    const sign = this.text[this.at];
    if (sign === "{") return this.object(path);
    if (sign === "[") return this.array(path);
    if (sign === '"') return this.string();
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(
      this.text.slice(this.at, this.at + 64),
    )?.[0];
    if (!word) throw new Unreadable(sign === undefined ? "end" : sign === "'" ? "quote" : "value", this.at);
    this.at += word.length;
    return JSON.parse(word);
  }

  object(/** @type {string} */ path) {
    /** @type {Record<string, any>} */
    const out = Object.create(null);
    this.at++;
    for (this.blanks(); this.text[this.at] !== "}"; this.blanks()) {
      const begins = this.at;
      if (this.text[this.at] !== '"') throw new Unreadable(this.text[this.at] === undefined ? "end" : "key", this.at);
      const key = this.string(),
        inner = path ? `${path}.${key}` : key;
      if (Object.hasOwn(out, key)) throw new Unreadable("twice", begins);
      this.places.set(inner, begins);
      this.blanks();
      if (this.text[this.at] !== ":") throw new Unreadable("colon", this.at);
      this.at++;
      out[key] = this.value(inner);
      this.separator("}");
    }
    this.at++;
    return { ...out };
  }

  array(/** @type {string} */ path) {
    const out = [];
    this.at++;
    for (this.blanks(); this.text[this.at] !== "]"; this.blanks()) {
      out.push(this.value(`${path}[${out.length}]`));
      this.separator("]");
    }
    this.at++;
    return out;
  }

  /** A comma, unless the end follows; a comma before the end is the commonest slip of all. */
  separator(/** @type {string} */ end) {
    this.blanks();
    if (this.text[this.at] === end) return;
    if (this.text[this.at] !== ",") throw new Unreadable(this.text[this.at] === undefined ? "end" : "comma", this.at);
    const comma = this.at++;
    this.blanks();
    if (this.text[this.at] === end) throw new Unreadable("last-comma", comma);
  }

  string() {
    const begins = this.at++;
    let out = "";
    for (;;) {
      const sign = this.text[this.at];
      if (sign === undefined || sign === "\n") throw new Unreadable("string", begins);
      this.at++;
      if (sign === '"') return out;
      out += sign === "\\" ? this.escape() : sign;
    }
  }

  escape() {
    const sign = this.text[this.at++];
    if (sign !== "u" && ESCAPES[sign] === undefined) throw new Unreadable("escape", this.at - 2);
    if (sign !== "u") return ESCAPES[sign];
    const code = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-f]{4}$/i.test(code)) throw new Unreadable("escape", this.at - 2);
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }
}
