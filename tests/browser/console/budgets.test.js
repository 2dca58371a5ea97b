// What a browser has to load, and what it asks for, before somebody can work. How long that takes is
// printed and not judged: another machine is another time. How soon presses show: interaction.test.js.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mapComments } from '../../lib/comments.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS, enterConsole, leave } from './enter.js';
import { shiftOf, STILL } from './measured.js';

const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [bookstore] });

/** Bytes, each file compressed by itself as it is sent. */
const LIMITS = { 'JavaScript of Home': 80_000, 'all JavaScript': 150_000, 'style sheets': 12_000, 'words of a language': 12_000 };

const PATHS = ['', '/applications', '/applications/bookstore/settings', '/connectors/email-sms', '/users', '/activity/events'];

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

async function size(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
}

async function sizes(urls) {
  const all = await Promise.all([...new Set(urls)].map(size));
  return all.reduce((sum, one) => sum + one, 0);
}

/** What was loaded by the page that is open, by its kind. */
const loaded = (page, ending) =>
  page.evaluate((text) => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith(text)), ending);

test('what is loaded is within its limits', async (t) => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  const { url } = running.signet;
  const scripts = [...(await loaded(page, '.js')), ...(await loaded(page, '.mjs'))];
  const map = await page.evaluate(() => JSON.parse(document.querySelector('script[type=importmap]').textContent).imports);
  const every = Object.values(map).filter((path) => /\.m?js$/.test(path)).map((path) => url + path);
  const words = Object.values(map).filter((path) => path.endsWith('.ftl'));
  const found = {
    'JavaScript of Home': await sizes(scripts),
    'all JavaScript': await sizes([...every, ...scripts]),
    'style sheets': await sizes(await loaded(page, '.css')),
    'words of a language': Math.max(...(await Promise.all(words.map((path) => size(url + path))))),
  };
  for (const [name, limit] of Object.entries(LIMITS)) {
    t.diagnostic(`${name}: ${kilobytes(found[name])} of ${kilobytes(limit)}`);
    assert.ok(found[name] > 0, `${name} was not found`);
    assert.ok(found[name] <= limit, `${name}: ${kilobytes(found[name])}`);
  }
  assert.ok(every.length > 60, 'the import map names the files');
  await leave(visitor);
});

test('a script is served as it lies in web/console, but for lines that are comments', async () => {
  const visitor = await enterConsole(running);
  const map = await visitor.page.evaluate(() => JSON.parse(document.querySelector('script[type=importmap]').textContent).imports);
  const own = Object.entries(map).filter(([plain]) => plain.endsWith('.js') && plain.startsWith('/') && !plain.includes('/vendor/'));
  assert.ok(own.length > 60);
  for (const [plain, hashed] of own) {
    const source = readFileSync(new URL(`../../../web${plain}`, import.meta.url), 'utf8');
    const served = await (await fetch(running.signet.url + hashed)).text();
    assert.equal(served, mapComments(source, () => ''), plain);
  }
  await leave(visitor);
});

test('a page asks the API at most twice before it shows what it is about, and nothing moves', async (t) => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  // When the heading of the page is there: what is asked for later does not delay it.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('#main h1')) return;
      window.shownAt = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  for (const path of PATHS) {
    const began = performance.now();
    await page.goto(`${running.signet.url}/console${path}`);
    await page.locator('#main h1').waitFor();
    const took = performance.now() - began;
    await page.waitForLoadState('networkidle').catch(() => {});
    const before = await page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name, startTime }) => new URL(name).pathname.startsWith('/api/') && startTime < window.shownAt).length,
    );
    const moved = await shiftOf(page);
    t.diagnostic(`/console${path}: ${took.toFixed(0)} ms with the sign-in from a session, ${before} calls, shift ${moved.toFixed(3)}`);
    assert.ok(before <= 2, `/console${path} asks ${before} times`);
    assert.ok(moved < STILL, `/console${path} moves by ${moved}`);
  }
  await leave(visitor);
});
