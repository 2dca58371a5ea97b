// T-70: remembers every code, token, secret and address a test saw, and finds any of them in what
// a process printed. `tests/run` asks once more at the end, over all files together (see
// `witness-report.js`), so that a value seen in one test is also sought in the logs of another.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsSought } from './secrets-sought.js';

/** What is sought as a whole number only. */
const CODE = 'code';

const seen = new Map();
const outputs = [];

/** Where `tests/run` collects; without it everything stays in this process. */
const folder = process.env.TEST_WITNESS_DIR;

/** Remembers a value. Values too short to be told from chance are an error in the test. */
export function saw(kind, value) {
  if (value === undefined || value === null || value === '') return value;
  if (kind === CODE && !/^\d{6}$/.test(value)) throw new Error('no code: it would not be found');
  if (kind !== CODE && value.length < 6) throw new Error(`too short to be sought: a ${kind}`);
  if (!seen.has(value)) {
    seen.set(value, kind);
    if (folder) {
      const line = JSON.stringify({ kind, value });
      appendFileSync(join(folder, `seen-${process.pid}.jsonl`), `${line}\n`);
    }
  }
  return value;
}

/** What an OAuth answer holds that must not be printed. */
export function sawTokens(answer) {
  for (const kind of ['access_token', 'refresh_token', 'id_token']) saw(kind, answer?.[kind]);
  return answer;
}

/** The secrets in the query of a URL: the callback's code, and what binds a request to its owner. */
export function sawUrl(text) {
  if (!URL.canParse(text)) return text;
  const query = new URL(text).searchParams;
  const kinds = ['code', 'state', 'nonce', 'code_verifier', 'id_token_hint', 'login_hint'];
  for (const name of kinds) {
    const value = query.get(name);
    if (value && value.length >= 16) saw(name === 'code' ? 'authorization code' : name, value);
  }
  return text;
}

/** Watches what a process prints: `read()` is everything so far. */
export function watch(name, read) {
  outputs.push({ name, read });
}

/** Every leak in the watched outputs of what was seen in this process. */
export function leaks() {
  const sought = new SecretsSought(seen);
  return outputs.flatMap(({ name, read }) => sought.in(name, read()));
}

/** Throws, naming kind and line, when something that was seen has been printed. */
export function assertSilent() {
  const found = leaks();
  if (found.length > 0) {
    throw new Error(`T-70: ${found.length} leaks, among them\n  ${found.slice(0, 10).join('\n  ')}`);
  }
  return { seen: seen.size, outputs: outputs.length };
}
