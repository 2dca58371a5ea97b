// The server leaves out lines that look like comments: that they are comments, everywhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mapComments } from '../lib/comments.js';

const folder = fileURLToPath(new URL('../../web/console/', import.meta.url));
const scripts = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js') && !name.startsWith('vendor/'));

// A substitution without an end: no error within a comment, and one within a template literal.
const BROKEN = '${(';
const broken = (line) => (line.trim().endsWith('*/') ? line.replace('*/', `${BROKEN}*/`) : line + BROKEN);

/** Whether it is a module, as Node reads it. */
function compiles(sources) {
  const at = mkdtempSync(join(tmpdir(), 'signet-comments-'));
  try {
    const text = sources.map(([name, source]) => `try { new SourceTextModule(${JSON.stringify(source)}); } catch (error) { console.log(${JSON.stringify(name)}, error.message); }`);
    writeFileSync(join(at, 'all.mjs'), `import { SourceTextModule } from 'node:vm';\n${text.join('\n')}`);
    return execFileSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', join(at, 'all.mjs')], { encoding: 'utf8' });
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

test('every line that looks like a comment is one', () => {
  assert.ok(scripts.length > 60);
  const sources = scripts.map((name) => [name, mapComments(readFileSync(join(folder, name), 'utf8'), broken)]);
  assert.equal(compiles(sources), '');
});

test('a line of a template literal that looks like a comment would be found', () => {
  const source = mapComments('const a = `\n// no comment\n`;', broken);
  assert.match(compiles([['a.js', source]]), /^a\.js /);
});
