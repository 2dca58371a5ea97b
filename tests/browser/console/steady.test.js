// Nothing is lost: a page is the same after Back and a reload, a list that did not come leaves nothing
// to save, and a server that restarts takes nothing of what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertNoProblem, assertWell, button, enterConsole, leave, saved } from './enter.js';
import { makeApplication } from './guide-code.js';

const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [bookstore] });

const PAGES = [
  '', '/applications?q=Book', '/applications/create?framework=express', '/applications/bookstore/settings', '/connectors/email-sms',
  '/sign-in-experience/branding', '/sign-in-experience/content', '/sign-in-experience/code-screen', '/users?q=ops&sort=primaryEmail', '/users/explain?identifier=ops%40example.com',
  '/activity/events?result=error', '/activity/mail?state=sent', '/settings/administrators', '/settings/about',
];

/** Where one is, and what it says there. */
async function view(page) {
  await page.locator('#main h1').waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  await assertNoProblem(page);
  const { pathname, search } = new URL(page.url());
  return { at: pathname + search, title: await page.locator('#main h1').innerText(), fields: await page.locator('#main input[type=search]').evaluateAll((all) => all.map(({ value }) => value)) };
}

for (const language of ['en', 'fr']) {
  test(`a reload and Back show every page as it was (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    for (const path of PAGES) {
      await page.goto(`${running.signet.url}/console${path}`);
      const first = await view(page);
      assert.equal(first.at, `/console${path}`);
      assert.notEqual(first.title, w('not-found-title'), path);
      await page.reload();
      assert.deepEqual(await view(page), first, `a reload of ${path}`);
      await page.locator('nav a[href="/console/settings/administrators"]').first().click();
      await page.waitForURL(/\/settings\/administrators$/);
      await page.goBack();
      await page.waitForURL((url) => url.pathname + url.search === first.at);
      await page.locator('#main h1', { hasText: first.title }).waitFor();
      assert.deepEqual(await view(page), first, `Back to ${path}`);
    }
    await visitor.leave();
  });
}

test('a list that did not come leaves nothing to save', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await page.route('**/api/connectors', (route) => route.abort());
  await page.goto(`${running.signet.url}/console/sign-in-experience/sign-up-and-sign-in`);
  await button(page, w('try-again')).waitFor();
  assert.equal(await page.locator('[data-save]').count(), 0);
  await assertWell(page);
  await page.unroute('**/api/connectors');
  await button(page, w('try-again')).click();
  await page.getByRole('combobox', { name: w('sign-up-identifier'), exact: true }).waitFor();
  await assertNoProblem(page);
  visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED.*\/api\/connectors/.test(problem));
  await visitor.leave();
});

test('a restart of the server takes nothing of what was typed', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await makeApplication(page, running.signet, w, { name: 'Kept' });
  await page.getByRole('link', { name: w('settings'), exact: true }).last().click();
  const description = page.getByRole('textbox', { name: w('description'), exact: true });
  await description.fill('typed before the restart');
  await running.signet.restart(async () => {
    await page.keyboard.press('Control+S');
    await page.getByText(w('unreachable')).first().waitFor();
    await assertWell(page);
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

test('without JavaScript the console says that it needs it, in both languages', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url], javaScriptEnabled: false });
  await visitor.page.goto(`${signet.url}/console`);
  const words = await visitor.page.locator('main').innerText();
  assert.match(words, /needs JavaScript/);
  assert.match(words, /a besoin de JavaScript/);
  await visitor.leave();
});
