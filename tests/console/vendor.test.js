// The libraries of the console are, byte for byte, what their authors published.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const { files } = JSON.parse(await readFile(new URL('web/console/vendor/vendor.lock', root), 'utf8'));

test('every file of a library is the published one', async () => {
  // A licence that the package itself does not carry comes from its repository.
  const published = files.filter(({ from }) => from);
  assert.ok(published.length > 10);
  for (const { file, package: name, version, from } of published) {
    const installed = new URL(`tests/node_modules/${name}/`, root);
    const { version: found } = JSON.parse(await readFile(new URL('package.json', installed), 'utf8'));
    assert.equal(found, version, `${name}: another version is installed for the tests`);
    const [ours, theirs] = await Promise.all([
      readFile(new URL(`web/console/vendor/${file}`, root)),
      readFile(new URL(from, installed)),
    ]);
    assert.ok(ours.equals(theirs), `${file} differs from ${from} of ${name}`);
  }
});
