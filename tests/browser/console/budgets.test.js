// What a browser has to load, and what it asks for, before somebody can work. How long that takes is
// printed and not judged: another machine is another time. How soon presses show: interaction.test.js; how many
// answers one waits for: latency.test.js.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mapComments } from '../../lib/comments.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { PAGES } from '../../../web/console/pages.js';
import { ADMINISTRATORS, assertNoProblem, done, enterConsole, filled, follow, leave, makeOneOfEach, tokenOf } from './enter.js';
import { callsOf, noteShown, shiftOf, STILL } from './measured.js';

const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  applications: [bookstore],
  begin: () => () => mailgun.stop(),
});

/**
 * Bytes, each file compressed by itself as it is sent. French is the longest language: 12,000 were full before there
 * were words for passwords, and a sentence is not cut short for a kilobyte that is loaded once and kept.
 */
const LIMITS = { 'JavaScript of Home': 80_000, 'all JavaScript': 150_000, 'style sheets': 12_000, 'words of a language': 13_000 };

const PATHS = ['', '/applications', '/applications/bookstore/settings', '/connectors/email-sms', '/users', '/activity/events'];

/** How many rows a page of a list has, unless somebody wants more. */
const ROWS = 20;

/** Lists, and what a row of each is. */
const LISTS = { '/applications': '#main tbody tr', '/users': '#main tbody tr', '/activity/events': '#main ul.events > li' };

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

/** A module without what it says of others, as it stands where modules are joined. */
const alone = (source) =>
  source.replace(/^(?:import\b[^;]*;|export \{[^;]*;)/gm, ';').replace(/^export (?=const|function|async|class)/gm, '');

/** A joined module without the names that it has from others. */
const unbound = (text) => text?.replace(/^(?:const ?(?:\{[^}]*\}|\w+)=\$module(?:\d+|E);)+/, '');

/** The text of each module of a joined script, by its name. */
function taken(joined) {
  const each = joined.matchAll(/^\/\/ (\S+)\nconst \$module\d+=\(\(\)=>\{([^]*?)\nreturn\{.*\};\}\)\(\);$/gm);
  return new Map([...each].map(([, name, text]) => [name, text]));
}

test('a script is served as it lies in web/console, but for lines that are comments', async () => {
  const visitor = await enterConsole(running);
  const map = await visitor.page.evaluate(() => JSON.parse(document.querySelector('script[type=importmap]').textContent).imports);
  const joined = ['/console/first.js', '/console/joined.js'];
  const scripts = new Map();
  for (const plain of joined) scripts.set(map[plain], taken(await (await fetch(running.signet.url + map[plain])).text()));
  const own = Object.entries(map).filter(([plain]) => plain.endsWith('.js') && !joined.includes(plain) && !plain.includes('/vendor/'));
  assert.ok(own.length > 60);
  for (const [plain, hashed] of own) {
    const file = readFileSync(new URL(`../../../web${plain}`, import.meta.url), 'utf8');
    const source = mapComments(file, () => '');
    const modules = scripts.get(hashed);
    if (modules) {
      const text = modules.get(plain.slice('/console/'.length));
      assert.equal(unbound(text), alone(source), plain);
    } else {
      assert.equal(await (await fetch(running.signet.url + hashed)).text(), source, plain);
    }
  }
  const [first, rest] = joined.map((plain) => scripts.get(map[plain]));
  assert.ok(first.has('ask.js') && rest.has('main.js') && rest.has('vendor/preact/preact.mjs'));
  await leave(visitor);
});

test('a page asks the API at most twice before it shows what it is about, and nothing moves', async (t) => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await noteShown(page, '#main h1');
  for (const path of PATHS) {
    const began = performance.now();
    await page.goto(`${running.signet.url}/console${path}`);
    await page.locator('#main h1').waitFor();
    const took = performance.now() - began;
    const { before } = await callsOf(page);
    const moved = await shiftOf(page);
    t.diagnostic(`/console${path}: ${took.toFixed(0)} ms with the sign-in from a session, ${before} calls, shift ${moved.toFixed(3)}`);
    assert.ok(before <= 2, `/console${path} asks ${before} times`);
    assert.ok(moved < STILL, `/console${path} moves by ${moved}`);
  }
  await leave(visitor);
});

/** Users and applications that fill a page of their lists; each is in an event, too. */
async function fillLists(signet, authorization) {
  for (let number = 1; number <= ROWS; number += 1) {
    const user = { primaryEmail: `reader.${number}@example.com`, name: `Reader ${number}` };
    const application = { name: `Shop ${number}`, type: 'SPA' };
    await Promise.all([
      done(signet, authorization, 'POST', '/users', user),
      done(signet, authorization, 'POST', '/applications', application),
    ]);
  }
}

/** Opens each list anew: how many rows it shows, and what it asks the API. */
async function openLists(page, least) {
  const found = {};
  for (const [path, row] of Object.entries(LISTS)) {
    await page.goto(`${running.signet.url}/console${path}`);
    const rows = page.locator(row);
    await rows.nth(least - 1).waitFor();
    const calls = await callsOf(page);
    await assertNoProblem(page);
    found[path] = { rows: await rows.count(), ...calls };
  }
  return found;
}

test('a list asks the API no more often for a page full of rows than for a few', async (t) => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await noteShown(page, '#main :is(tbody tr, ul.events > li)');
  const few = await openLists(page, 1);
  await fillLists(running.signet, await tokenOf(page, running.signet));
  const many = await openLists(page, ROWS);
  for (const path of Object.keys(LISTS)) {
    const told = [few, many].map((one) => `${one[path].all} calls for ${one[path].rows} rows (${one[path].before} before they are there)`);
    t.diagnostic(`/console${path}: ${told.join(', ')}`);
    assert.ok(few[path].rows < many[path].rows, `${path} has no more rows than before`);
    assert.ok(few[path].before > 0 && many[path].before <= 2, `${path} asks ${many[path].before} times`);
    assert.equal(many[path].all, few[path].all, path);
  }
  await leave(visitor);
});

/** Which id stands in the addresses of a part of the console. */
const NAMED = { applications: 'application', connectors: 'connector', users: 'user' };

const addressOf = (at, ids) => filled(at, { id: ids[NAMED[at.split('/')[2]]], factory: 'http-email' });

/** Where each way begins: it asks the API for nothing, and no other page has its heading. */
const START = '/console/users/create';

/** Asked for beside the page, whenever its frame is drawn: no content waits for it. */
const PREVIEWS = '/api/signet/previews';

/** Notes from now on what the document that is open asks the API for. */
const noteAsked = (page) =>
  page.evaluate((previews) => {
    const { fetch } = window;
    window.asked = [];
    window.fetch = (...all) => {
      const { pathname } = new URL(all[0].url ?? all[0], location.href);
      if (pathname.startsWith('/api/') && pathname !== previews) window.asked.push(pathname);
      return fetch(...all);
    };
  }, PREVIEWS);

/** Goes somewhere by a link: what the API is asked for until another heading is there. */
async function askedOnTheWay(page, path) {
  await page.evaluate(() => {
    const heading = () => document.querySelector('#main h1')?.textContent;
    const first = heading();
    // It throws in a document that was loaded anew: there nothing is noted.
    window.asked.length = 0;
    window.askedBefore = undefined;
    new MutationObserver((_, observer) => {
      if (!heading() || heading() === first) return;
      window.askedBefore = [...window.asked];
      observer.disconnect();
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
  await follow(page, path);
  const asked = await page.evaluate(() => window.askedBefore);
  assert.ok(asked, `${path} has the heading of the page before it`);
  return asked;
}

test('every page asks the API at most twice on the way from another page', async (t) => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  const ids = await makeOneOfEach(running.signet, await tokenOf(page, running.signet), mailgun);
  await noteAsked(page);
  for (const { at } of PAGES.filter((one) => one.at !== START)) {
    await follow(page, START);
    const asked = await askedOnTheWay(page, addressOf(at, ids));
    t.diagnostic(`${at}: ${asked.length} calls`);
    assert.ok(asked.length <= 2, `${at} asks for ${asked.join(', ')}`);
    if (at.includes('/:')) assert.ok(asked.length > 0, `${at} shows something that it has not asked for`);
    await assertNoProblem(page);
  }
  await leave(visitor);
});
