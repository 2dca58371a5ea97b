// The console's session: tokens that no storage holds, a window that asks for a fresh sign-in, and
// nothing lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, button, enterConsole, leave, OPERATOR, saved, stored, tokenOf } from './enter.js';
import { makeApplication } from './guide-code.js';

const running = suite({ browser: true, clock: true, extra: ADMINISTRATORS });

const field = (page, w, id) => page.getByRole('textbox', { name: w(id), exact: true });

/** Makes an application, and ends at its settings. */
async function newApplication(page, w) {
  const id = await makeApplication(page, running.signet, w);
  await page.goto(`${running.signet.url}/console/applications/${id}/settings`);
  await field(page, w, 'application-name').waitFor();
}

test('a reload and a deep link come back to where one was, and no token is stored', async () => {
  const visitor = await enterConsole(running, { path: '/console/users?q=nobody' });
  const { page } = visitor;
  assert.match(page.url(), /\/console\/users\?q=nobody$/);
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  const authorization = await tokenOf(page, running.signet);
  const kept = await stored(page);
  assert.doesNotMatch(kept, /verifier|pending/);
  assert.ok(!kept.includes(authorization.slice(7)));
  await leave(visitor);
});

test('a return address that is not of the console leads home', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await page.goto(`${running.signet.url}/console//evil.example/x`);
  await page.locator('#main h1').waitFor();
  assert.equal(new URL(page.url()).origin, running.signet.url);
  await leave(visitor);
});

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);

  test(`a secret wants a fresh sign-in, which a small window gives, and the page stays (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page, context } = visitor;
    await newApplication(page, w);
    await field(page, w, 'description').fill('typed and not saved');
    await running.signet.advance(11 * 60);
    await page.getByRole('button', { name: w('reveal') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: w('again-prove'), exact: true }).waitFor();
    await assertWell(page);
    const opened = context.waitForEvent('page');
    await button(dialog, w('sign-in-again')).click();
    const window = await opened;
    await window.waitForLoadState();
    await enterEmail(window, OPERATOR);
    await enterCode(window, await running.signet.mailbox.code(OPERATOR)).catch(() => {});
    await button(page, w('hide')).waitFor();
    assert.equal(await field(page, w, 'description').inputValue(), 'typed and not saved');
    await leave(visitor);
  });

  test(`what two people change at once is shown side by side, and nothing wins in silence (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page, context } = visitor;
    await newApplication(page, w);
    const other = await context.newPage();
    await other.goto(page.url());
    await field(other, w, 'application-name').fill('Theirs');
    await other.keyboard.press('Control+S');
    await saved(other, w);
    await field(page, w, 'application-name').fill('Mine');
    await page.keyboard.press('Control+S');
    const keep = button(page, `${w('keep-mine')} ${w('application-name')}`);
    await keep.waitFor();
    await assertWell(page);
    await keep.click();
    await button(page, w('save-changes')).click();
    await saved(page, w);
    await page.getByRole('heading', { name: 'Mine', exact: true }).waitFor();
    await leave(visitor);
  });
}

const french = wordsOf('fr');

test('what was typed is there after a look at another page', async () => {
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await newApplication(page, french);
  await field(page, french, 'description').fill('a draft');
  await page.getByRole('link', { name: french('users'), exact: true }).click();
  await page.getByRole('heading', { name: french('users'), exact: true }).waitFor();
  await page.goBack();
  await field(page, french, 'description').waitFor();
  assert.equal(await field(page, french, 'description').inputValue(), 'a draft');
  await button(page, french('discard')).click();
  await leave(visitor);
});

test('a list that cannot be loaded says so, and tries again', async () => {
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await page.route('**/api/users?**', (route) => route.abort());
  await page.getByRole('link', { name: french('users'), exact: true }).click();
  await button(page, french('try-again')).waitFor();
  await assertWell(page);
  await page.unroute('**/api/users?**');
  await button(page, french('try-again')).click();
  await page.getByText(OPERATOR).first().waitFor();
  visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED/.test(problem));
  await leave(visitor);
});

test('a session that has ended asks once, and a no is taken for a no until the next step', async () => {
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page, context } = visitor;
  await newApplication(page, french);
  await field(page, french, 'description').fill('typed before the end');
  // Half an hour unused ends the console's session.
  await running.signet.advance(40 * 60);
  await page.route('**/oidc/token', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }));
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"code":"auth.unauthorized","message":"Unauthorized."}' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: french('again-expired'), exact: true }).waitFor();
  await assertWell(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.waitForTimeout(4000);
  assert.equal(await dialog.count(), 0, 'the background does not ask again');
  await page.unroute('**/oidc/token');
  await page.unroute('**/api/**');
  await page.keyboard.press('Control+S');
  await dialog.waitFor();
  const opened = context.waitForEvent('page');
  await button(dialog, french('sign-in-again')).click();
  await opened;
  await saved(page, french);
  assert.equal(await field(page, french, 'description').inputValue(), 'typed before the end');
  visitor.problems = visitor.problems.filter((problem) => !/oidc\/token/.test(problem));
  await leave(visitor);
});
