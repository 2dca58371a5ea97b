// Finds thousands of secrets in long texts: each text is read once, however many are sought.

/** Kinds that are sought without regard to case, or as whole numbers only. */
const ADDRESS = 'address';
const CODE = 'code';

/** How many first characters of a secret tell whether it may begin at a place. */
const BEGINNING = 6;

/** Six digits stand in many numbers by chance; a code stands alone. Of nine, two codes are tried. */
const ALONE = /(?<![\w.:-])(?=(\d{3})[ \u00a0-]?(\d{3})(?!\w|[.:]\d|-\w))/g;

/** Beginnings of texts, told from others by a table that is wrong one time in many thousands, then by a map. */
class Beginnings {
  #table = new Uint8Array(1 << 20);
  #forms = new Map();

  add(form, value) {
    const beginning = form.slice(0, BEGINNING);
    this.#table[Beginnings.#hash(form, 0)] = 1;
    if (!this.#forms.has(beginning)) this.#forms.set(beginning, []);
    this.#forms.get(beginning).push({ form, value });
  }

  /** Calls `found(value)` for every one that stands in the line. */
  in(line, found) {
    for (let at = 0; at + BEGINNING <= line.length; at += 1) {
      if (this.#table[Beginnings.#hash(line, at)] === 0) continue;
      const forms = this.#forms.get(line.slice(at, at + BEGINNING));
      for (const { form, value } of forms ?? []) if (line.startsWith(form, at)) found(value);
    }
  }

  static #hash(text, at) {
    let hash = 0;
    for (let next = at; next < at + BEGINNING; next += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(next)) | 0;
    return (hash ^ (hash >>> 15)) & 0xfffff;
  }
}

/** Secrets (value → kind), ready to be sought. */
export class SecretsSought {
  #kinds;
  #exact = new Beginnings();
  #lower = new Beginnings();

  constructor(values) {
    this.#kinds = values;
    for (const [value, kind] of values) {
      if (kind === CODE) continue;
      for (const form of new Set([value, encodeURIComponent(value)])) {
        if (kind === ADDRESS) this.#lower.add(form.toLowerCase(), value);
        else this.#exact.add(form, value);
      }
    }
  }

  /** Where each first stands in a text; the secret itself is not repeated. */
  in(name, text) {
    const first = new Map();
    text.split('\n').map(plain).forEach((line, index) => {
      const found = (value) => {
        if (!first.has(value)) first.set(value, `${name}, line ${index + 1}: ${this.#kinds.get(value)} in ${mask(line, value)}`);
      };
      this.#exact.in(line, found);
      this.#lower.in(line.toLowerCase(), found);
      for (const [, begin, end] of line.matchAll(ALONE)) if (this.#kinds.get(begin + end) === CODE) found(begin + end);
    });
    return [...first.values()];
  }
}

/** A line without colours and without its time stamp, whose fractions look like codes. */
function plain(line) {
  return line
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g, '');
}

function mask(line, value) {
  const at = line.toLowerCase().indexOf(value.toLowerCase().slice(0, 3));
  const around = line.replaceAll(value, '•'.repeat(8));
  return at >= 0 ? around.slice(0, 240) : '(encoded)';
}
