// Nothing is lost: a page is the same after Back and a reload, a list that did not come leaves nothing
// to save, and a server that restarts takes nothing of what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { newVisitor } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { PAGES as PLACES } from '../../../web/console/pages.js';
import { fieldFor } from './configure.js';
import {
  ADMINISTRATORS, assertNoProblem, assertWellInBoth, button, complete, done, enterConsole, filled, follow, leave,
  LIBRARY, makeOneOfEach, OPERATOR, saved, tokenOf,
} from './enter.js';
import { makeApplication } from './guide-code.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

/** Every place, with what narrows and sorts it. What each look adds to a list is left out of it. */
const PAGES = [
  '', '/applications?q=Libr&types=Traditional&sort=name', '/applications/create',
  '/applications/create?framework=express', '/applications/:application', '/applications/:application/guide',
  '/applications/:application/settings', '/applications/:application/secrets', '/applications/:application/activity',
  '/connectors/email-sms', '/connectors/email-sms/:connector', '/connectors/email-sms/new/http-email',
  '/sign-in-experience/branding', '/sign-in-experience/sign-up-and-sign-in', '/sign-in-experience/content',
  '/sign-in-experience/code-screen', '/users?q=ops&sort=primaryEmail', '/users?neverSignedIn=true', '/users/create',
  '/users/explain?identifier=reader%40example.com', '/users/:reader', '/users/:reader/sign-ins',
  '/users/:user/profile', '/users/:reader/sessions', '/activity/events?about=administration&result=success',
  '/activity/mail?state=sent', '/settings/administrators', '/settings/about',
];

/** Parts of an address that a field of the page holds. */
const HELD = ['q', 'types', 'identifier', 'about', 'result', 'state'];

/** How long a part of a page may be on its way, in milliseconds. */
const PATIENCE = 10_000;

/**
 * All that one reads and may change there. Of a moment it matters that it is told, and not how long ago it was:
 * that is another time at the next look.
 */
const whatIsSeen = (page) => page.evaluate(() => {
  const main = document.querySelector('#main');
  const read = (one) => {
    const copy = one.cloneNode(true);
    for (const moment of copy.querySelectorAll('time')) moment.textContent = '…';
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const texts = (selector) => [...main.querySelectorAll(selector)].map(read);
  const held = (one) => (['checkbox', 'radio'].includes(one.type) ? one.checked : one.value);
  const nameOf = (one) => one.getAttribute('aria-label') ?? [...one.labels].map(read).join(' ');
  return {
    at: location.pathname + location.search,
    headings: texts('h1, h2, h3'),
    tab: texts('.tabs [aria-current=page]'),
    sorted: texts('th[aria-sort=ascending], th[aria-sort=descending]'),
    rows: texts('tbody tr, :is(.first-steps, .cards, .connector-rows, .events, .timeline, .methods) > li, p.panel'),
    facts: texts('dl.facts > dd'),
    fields: [...main.querySelectorAll('input, select, textarea')].map((one) => [nameOf(one), held(one)]),
  };
});

/** The same once all of it is there: in a list of events, names come after the list. */
async function view(page, w) {
  await complete(page, w);
  if (/\/activity($|\/events)/.test(new URL(page.url()).pathname)) {
    const events = page.locator('#main .events summary');
    for (const hasText of [OPERATOR, LIBRARY.name]) await events.filter({ hasText }).first().waitFor();
  }
  await assertNoProblem(page);
  return whatIsSeen(page);
}

/** Looks until it is the same. */
async function assertSame(page, w, first, how) {
  const late = Date.now() + PATIENCE;
  let now = await view(page, w);
  while (!isDeepStrictEqual(now, first) && Date.now() < late) {
    await sleep(50);
    now = await whatIsSeen(page);
  }
  assert.deepEqual(now, first, how);
}

/** What stands in the address is what the page shows, and it shows something. */
function assertAsAsked(path, { at, headings, rows, facts, fields }, w) {
  assert.equal(at, path);
  assert.notEqual(headings[0], w('not-found-title'), path);
  assert.ok(rows.length + facts.length + fields.length > 0, `${path} shows nothing`);
  for (const [name, wanted] of new URL(path, running.signet.url).searchParams) {
    if (HELD.includes(name)) assert.ok(fields.some(([, held]) => held === wanted), `${path}: no field holds ${wanted}`);
  }
}

test('no page of the console is left out', () => {
  const fits = (at, path) => new RegExp(`^${at.replace(/:\w+/g, '[^/]+')}$`).test(path);
  const gone = PAGES.map((path) => PLACES.find(({ at }) => fits(at, `/console${path.split('?')[0]}`))?.at);
  assert.deepEqual(PLACES.map(({ at }) => at).filter((at) => !gone.includes(at)), []);
});

let ids;

for (const language of ['en', 'fr']) {
  test(`a reload and Back show every page as it was (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    ids ??= await makeOneOfEach(running.signet, await tokenOf(page, running.signet), mailgun);
    for (const one of PAGES) {
      const path = `/console${filled(one, ids)}`;
      await follow(page, path);
      const first = await view(page, w);
      assertAsAsked(path, first, w);
      await page.reload();
      await assertSame(page, w, first, `a reload of ${path}`);
      await page.locator('#navigation').getByRole('link', { name: w('users'), exact: true }).click();
      await page.locator('#main h1:focus', { hasText: w('users') }).waitFor();
      assert.equal(new URL(page.url()).search, '');
      await page.goBack();
      await assertSame(page, w, first, `Back to ${path}`);
    }
    await visitor.leave();
  });
}

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);

  test(`a list that did not come leaves nothing to save (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await page.route('**/api/connectors', (route) => route.abort());
    await page.goto(`${running.signet.url}/console/sign-in-experience/sign-up-and-sign-in`);
    await button(page, w('try-again')).waitFor();
    assert.equal(await page.locator('#main :is([data-save], input, select, textarea)').count(), 0);
    await assertWellInBoth(page);
    await page.unroute('**/api/connectors');
    await button(page, w('try-again')).click();
    await page.getByRole('combobox', { name: w('sign-up-identifier'), exact: true }).waitFor();
    await assertNoProblem(page);
    visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED.*\/api\/connectors/.test(problem));
    await visitor.leave();
  });

  test(`a restart of the server takes nothing of what was typed (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await makeApplication(page, running.signet, w, { name: 'Kept' });
    const tabs = page.getByRole('navigation', { name: w('application-pages'), exact: true });
    await tabs.getByRole('link', { name: w('settings'), exact: true }).click();
    const description = page.getByRole('textbox', { name: w('description'), exact: true });
    await description.fill('typed before the restart');
    await running.signet.restart(async () => {
      await page.keyboard.press('Control+S');
      await page.getByText(w('unreachable')).first().waitFor();
      await assertWellInBoth(page);
    });
    assert.equal(await description.inputValue(), 'typed before the restart');
    await page.keyboard.press('Control+S');
    await saved(page, w);
    await page.reload();
    await description.waitFor();
    assert.equal(await description.inputValue(), 'typed before the restart');
    // As long as the server is away, every call of the page fails.
    visitor.problems = visitor.problems.filter((problem) => !/ERR_CONNECTION_REFUSED/.test(problem));
    await leave(visitor);
  });
}

test('a restart takes nothing of what was typed of a connector, and its key stays what it was', async () => {
  const { signet } = running;
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  const authorization = await tokenOf(page, signet);
  ids ??= await makeOneOfEach(signet, authorization, mailgun);
  const path = `/connectors/${ids.connector}`;
  const { config: before } = await done(signet, authorization, 'GET', path);
  assert.ok(before.apiKey && before.apiKey !== mailgun.key, 'the key is answered as a mask');
  const typed = `Typed before the restart <typed@${mailgun.config.domain}>`;
  await follow(page, `/console/connectors/email-sms/${ids.connector}`);
  const from = fieldFor(page, 'from');
  await from.fill(typed);
  await signet.restart(async () => {
    await page.keyboard.press('Control+S');
    await page.getByText(w('unreachable')).first().waitFor();
  });
  assert.equal(await from.inputValue(), typed);
  await page.keyboard.press('Control+S');
  await saved(page, w);
  const later = await tokenOf(page, signet);
  const { config: after } = await done(signet, later, 'GET', path);
  assert.deepEqual([after.from, after.apiKey, after.baseUrl], [typed, before.apiKey, before.baseUrl]);
  const revealed = await done(signet, later, 'POST', `/signet${path}/reveal`);
  assert.ok(revealed.config.apiKey === mailgun.key, 'the key that nobody touched is the one that was saved');
  visitor.problems = visitor.problems.filter((problem) => !/ERR_CONNECTION_REFUSED/.test(problem));
  await leave(visitor);
});

test('without JavaScript the console says that it needs it, in both languages', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url], javaScriptEnabled: false });
  await visitor.page.goto(`${signet.url}/console`);
  const words = await visitor.page.locator('main').innerText();
  assert.match(words, /needs JavaScript/);
  assert.match(words, /a besoin de JavaScript/);
  await visitor.leave();
});
