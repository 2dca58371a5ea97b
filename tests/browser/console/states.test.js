// What a page looks like in a state that does not come by itself, and what is in the place of the console:
// readable by everybody, within its width, in both languages and both themes. Dialogs: dialogs.test.js; lists
// with nothing in them: empty.test.js.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertNoProblem, assertWellInBoth, button, call, complete, done, enterConsole, follow, leave, LIBRARY,
  tokenOf,
} from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

const textbox = (page, name) => page.getByRole('textbox', { name, exact: true });

/** Opens the settings of an application, and types into them. */
async function typeInto(page, w, application, text) {
  await follow(page, `/console/applications/${application}/settings`);
  await textbox(page, w('description')).fill(text);
}

/** Another one saves what is typed over here. */
async function lookAtConflict(page, w, authorization, application) {
  await typeInto(page, w, application, 'Mine');
  await done(running.signet, authorization, 'PATCH', `/applications/${application}`, { description: 'Theirs' });
  await page.keyboard.press('Control+S');
  const keep = button(page, `${w('keep-mine')} ${w('description')}`);
  await keep.waitFor();
  await assertWellInBoth(page);
  await keep.click();
  await button(page, w('discard')).click();
}

/** The server is another build meanwhile: that is said, and nothing is loaded before somebody wants it. */
async function lookAtUpdate(page, w, application) {
  await typeInto(page, w, application, 'typed before the update');
  const notice = page.getByRole('status').filter({ hasText: w('updated') });
  assert.equal(await notice.count(), 0);
  // What the page asks for again and again.
  const answer = { headers: { 'signet-build': 'another' }, json: [] };
  await page.route('**/refused-redirects', (route) => route.fulfill(answer), { times: 1 });
  await notice.waitFor();
  await assertWellInBoth(page);
  assert.equal(await textbox(page, w('description')).inputValue(), 'typed before the update');
  await button(page, w('discard')).click();
  await page.locator('[data-save]').waitFor({ state: 'detached' });
  await button(notice, w('reload')).click();
  await notice.waitFor({ state: 'detached' });
  await textbox(page, w('description')).waitFor();
  await assertNoProblem(page);
}

/** The console itself is an application that stands in no list: it is shown, and nothing of it is changed. */
async function lookAtBuiltIn(page, w) {
  await follow(page, '/console/applications/admin-console/settings');
  await page.getByText(w('built-in-text'), { exact: true }).waitFor();
  assert.ok((await page.locator('.page-title .badge').allTextContents()).includes(w('built-in')));
  const callback = page.getByRole('textbox', { name: w('redirect-uris') }).first();
  assert.match(await callback.inputValue(), /\/console\/callback$/);
  const free = await page.locator('#main form input').evaluateAll((all) => all
    .filter((one) => !one.readOnly && !one.disabled)
    .map((one) => one.getAttribute('aria-label') ?? one.labels[0].textContent));
  assert.deepEqual(free, []);
  for (const id of ['add-another', 'remove-application']) {
    assert.equal(await page.locator('#main').getByRole('button', { name: w(id) }).count(), 0, id);
  }
  await assertWellInBoth(page);
  const tabs = page.getByRole('navigation', { name: w('application-pages'), exact: true });
  const names = await tabs.getByRole('link').allTextContents();
  assert.deepEqual(names, [w('guide'), w('settings'), w('activity')]);
  for (const tab of ['guide', 'activity']) {
    await tabs.getByRole('link', { name: w(tab), exact: true }).click();
    await page.waitForURL(new RegExp(`/admin-console/${tab}$`));
    await tabs.locator('[aria-current=page]', { hasText: w(tab) }).waitFor();
    await complete(page, w);
    await assertNoProblem(page);
    await assertWellInBoth(page);
  }
}

/** The secrets do not come: that is said in their place, nothing stands for one, and it is tried again. */
async function lookAtUnread(page, w, application) {
  const main = page.locator('#main');
  const facts = main.locator('dl.facts');
  const problem = facts.filter({ hasText: w('application-secret') }).getByRole('alert');
  for (const [tab, reveals] of [['settings', w('application-secret')], ['guide', w('reveal-in-snippet')]]) {
    await page.route('**/applications/*/secrets', (route) => route.abort());
    await follow(page, `/console/applications/${application}/${tab}`);
    await button(problem, w('try-again')).waitFor();
    const reveal = main.getByRole('button', { name: reveals });
    assert.equal(await reveal.count(), 0, `${tab}: a secret that was not read is offered`);
    assert.equal(await facts.getByText('••••').count(), 0, `${tab}: dots stand for a secret that was not read`);
    if (tab === 'settings') await assertWellInBoth(page);
    await page.unroute('**/applications/*/secrets');
    await button(problem, w('try-again')).click();
    await reveal.first().waitFor();
    assert.equal(await problem.count(), 0);
  }
}

/** A page that is long on its way: a bar says so above the page from which one comes. */
async function lookAtLoading(page, w) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/api/users?**', async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await page.locator('#navigation').getByRole('link', { name: w('users'), exact: true }).click();
  const bar = page.getByRole('progressbar', { name: w('loading'), exact: true });
  await bar.waitFor();
  await assertWellInBoth(page);
  assert.equal(await bar.count(), 1, 'the bar stays as long as one waits');
  release();
  await page.locator('#main h1:focus', { hasText: w('users') }).waitFor();
  await bar.waitFor({ state: 'detached' });
}

/** Another address of the server, which knows it by a name that is not its own. */
async function underAnotherName(signet) {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: 'id.other.example' };
    const onward = request(signet.url + asked.url, { method: asked.method, headers }, (told) => {
      answer.writeHead(told.statusCode, told.headers);
      told.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const stop = () => (server.closeAllConnections(), server.close());
  return { url: `http://localhost:${server.address().port}`, stop };
}

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);

  test(`a clash, an update, what is built in or late are well (${language})`, { timeout: 120_000 }, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const authorization = await tokenOf(page, running.signet);
    const { id } = await done(running.signet, authorization, 'POST', '/applications', LIBRARY);
    await lookAtConflict(page, w, authorization, id);
    await lookAtUpdate(page, w, id);
    await lookAtBuiltIn(page, w);
    await lookAtUnread(page, w, id);
    await lookAtLoading(page, w);
    const path = '/applications/admin-console';
    const { status, data } = await call(running.signet, authorization, 'PATCH', path, { name: 'Mine' });
    assert.deepEqual([status, data.code], [422, 'application.built_in']);
    await leave(visitor);
  });

  test(`what is in the place of the console is well (${language})`, async () => {
    const { browser, signet } = running;
    const stranger = await enterConsole(running, { who: somebody('stranger'), language, inside: '.alone h1' });
    await stranger.page.getByRole('heading', { name: w('not-allowed-title'), exact: true }).waitFor();
    await assertWellInBoth(stranger.page);
    await leave(stranger);

    const other = await underAnotherName(signet);
    try {
      const visitor = await newVisitor(browser, { origins: [other.url], locale: language, reducedMotion: 'reduce' });
      await visitor.page.goto(`${other.url}/console`);
      await visitor.page.getByRole('heading', { name: w('wrong-host-title'), exact: true }).waitFor();
      await assertWellInBoth(visitor.page);
      await visitor.leave();
    } finally {
      other.stop();
    }
  });
}
