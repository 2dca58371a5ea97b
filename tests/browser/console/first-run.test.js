// The first minutes: `signet dev` in an empty folder prints a link, and behind it are the console and,
// not far from there, a sign-in by a mailed code in one's own app.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newVisitor } from '../../lib/browser.js';
import { Effort } from '../../lib/effort.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { suite } from '../../lib/suite.js';
import { enterCode, signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { leave } from './enter.js';
import { beginBookstore, EXPRESS, runExpress } from './guide-code.js';

/** The most that is asked of whoever begins. */
const MOST = { actions: 3, milliseconds: 30_000, pages: 6, presses: 25 };

/** The link on the terminal. */
async function printed(signet) {
  for (let times = 0; times < 100; times += 1) {
    const [link] = signet.output.match(/http:\S+\/setup#\S+/) ?? [];
    if (link) return link;
    await sleep(50);
  }
  throw new Error(`no link is printed:\n${signet.output.slice(-2000)}`);
}

/** From the link to the console: whoever begins types an address, and the code that comes there. */
async function becomeAdministrator(page, signet, link) {
  const who = somebody('founder');
  await page.goto(link);
  await page.fill('input[name=email]', who);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${signet.url}/setup/email`);
  await enterCode(page, await signet.mailbox.code(who));
  await page.locator('#main h1').waitFor();
}

for (const language of ['en', 'fr']) describe(`(${language})`, () => walk(language));

/** With a Signet of its own, which nobody has administered before. */
function walk(language) {
  const w = wordsOf(language);
  const running = suite({ browser: true, terminal: true });

  test(`from an empty folder to a sign-in in an app of one's own it is not far (${language})`, async (t) => {
    const { browser, signet } = running;
    const home = `http://localhost:${await freePort()}`;
    const origins = [signet.url, home];
    const link = await printed(signet);
    const permissions = ['clipboard-read', 'clipboard-write'];
    const operator = await newVisitor(browser, { origins, locale: language, permissions });
    const effort = new Effort();
    await effort.watch(operator.page);
    const began = Date.now();
    await becomeAdministrator(operator.page, signet, link);
    const took = Date.now() - began;
    const actions = 1 + effort.fields;
    t.diagnostic(`in the console after ${actions} actions and ${took} ms`);
    assert.ok(actions <= MOST.actions, `${actions} actions`);
    assert.ok(took <= MOST.milliseconds, `${took} ms`);

    await beginBookstore(operator.page, w, home);
    await runExpress(t, operator.page, w, home);
    const visitor = await newVisitor(browser, { origins, locale: language });
    const theirs = new Effort();
    await theirs.watch(visitor.page);
    await visitor.page.goto(home);
    await visitor.page.getByText(EXPRESS[language].enter, { exact: true }).click();
    await signInOnPages(visitor.page, signet, somebody('reader'));
    await visitor.page.getByText(EXPRESS[language].inside).waitFor();
    await operator.page.getByText(w('checkpoint-done', { name: 'Bookstore' })).waitFor();

    // The pages of a sign-in are there for everybody; those before it are what is asked of an operator.
    const presses = effort.presses + theirs.presses;
    t.diagnostic(`${presses} presses on ${[...effort.pages].join(' ')}`);
    assert.ok(effort.pages.size > 3 && effort.pages.size <= MOST.pages, `${effort.pages.size} pages`);
    assert.ok(presses > 5 && presses <= MOST.presses, `${presses} presses`);
    await visitor.leave();
    await leave(operator);
  });
}
