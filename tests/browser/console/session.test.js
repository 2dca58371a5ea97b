// The console's session: tokens that no storage holds, a window that asks for a fresh sign-in, and
// nothing lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS, assertWell, button, enterConsole, leave, stored, tokenOf } from './enter.js';

const running = suite({ browser: true, clock: true, extra: ADMINISTRATORS });

async function newApplication(page, name = 'Bookstore') {
  await page.goto(`${running.signet.url}/console/applications/create?framework=express`);
  await page.getByRole('textbox', { name: 'Application name' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByText('is registered').waitFor();
  const id = page.url().match(/applications\/([^/]+)/)[1];
  await page.goto(`${running.signet.url}/console/applications/${id}/settings`);
  await page.getByRole('textbox', { name: 'Application name' }).waitFor();
  return id;
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

test('a secret wants a fresh sign-in, which a small window gives, and the page stays', async () => {
  const visitor = await enterConsole(running);
  const { page, context } = visitor;
  await newApplication(page);
  await page.getByRole('textbox', { name: 'Description' }).fill('typed and not saved');
  await running.signet.advance(11 * 60);
  await page.getByRole('button', { name: /^Reveal/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading').waitFor();
  await assertWell(page);
  const opened = context.waitForEvent('page');
  await button(dialog, 'Sign in again').click();
  const window = await opened;
  await window.waitForLoadState();
  const { enterCode, enterEmail } = await import('../../lib/walk.js');
  await enterEmail(window, 'ops@example.com');
  await enterCode(window, await running.signet.mailbox.code('ops@example.com')).catch(() => {});
  await page.getByRole('button', { name: 'Hide' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'typed and not saved');
  await leave(visitor);
});

test('what two people change at once is shown side by side, and nothing wins in silence', async () => {
  const visitor = await enterConsole(running);
  const { page, context } = visitor;
  const id = await newApplication(page);
  const address = page.url();
  const other = await context.newPage();
  await other.goto(address);
  await other.getByRole('textbox', { name: 'Application name' }).fill('Theirs');
  await other.keyboard.press('Control+S');
  await other.getByText(/Saved at/).waitFor();
  await page.getByRole('textbox', { name: 'Application name' }).fill('Mine');
  await page.keyboard.press('Control+S');
  await page.getByRole('button', { name: 'Keep mine Application name' }).waitFor();
  await assertWell(page);
  await page.getByRole('button', { name: 'Keep mine Application name' }).click();
  await button(page, 'Save changes').click();
  await page.getByText(/Saved at/).waitFor();
  await page.getByRole('heading', { name: 'Mine', exact: true }).waitFor();
  assert.ok(id);
  await leave(visitor);
});

test('what was typed is there after a look at another page', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await newApplication(page);
  await page.getByRole('textbox', { name: 'Description' }).fill('a draft');
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('heading', { name: 'Users', exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('textbox', { name: 'Description' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'a draft');
  await button(page, 'Discard').click();
  await leave(visitor);
});

test('a list that cannot be loaded says so, and tries again', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await page.route('**/api/users?**', (route) => route.abort());
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await button(page, 'Try again').waitFor();
  await assertWell(page);
  await page.unroute('**/api/users?**');
  await button(page, 'Try again').click();
  await page.getByText('ops@example.com').first().waitFor();
  visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED/.test(problem));
  await leave(visitor);
});

test('a session that has ended asks once, and a no is taken for a no until the next step', async () => {
  const visitor = await enterConsole(running);
  const { page, context } = visitor;
  await newApplication(page);
  await page.getByRole('textbox', { name: 'Description' }).fill('typed before the end');
  // Half an hour unused ends the console's session.
  await running.signet.advance(40 * 60);
  await page.route('**/oidc/token', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }));
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"code":"auth.unauthorized","message":"Unauthorized."}' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Your session has ended' }).waitFor();
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
  await button(dialog, 'Sign in again').click();
  await opened;
  await page.getByText(/Saved at/).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'typed before the end');
  visitor.problems = visitor.problems.filter((problem) => !/oidc\/token/.test(problem));
  await leave(visitor);
});
