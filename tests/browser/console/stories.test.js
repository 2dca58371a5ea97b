// A sign-in is a story with its mail inside, and a mail that is refused says so in the provider's words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, button, enterConsole, leave, OPERATOR } from './enter.js';

const mailgun = await startMailgun();
const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({
  browser: true,
  extra: `${mailgun.table}\n${ADMINISTRATORS}`,
  applications: [bookstore],
  mailbox: mailgun,
  begin: () => () => mailgun.stop(),
});

const GONE = "'to' parameter is not a valid address. please check documentation";

/** Asks for a code at the bookstore, which never comes. */
async function askInVain(address) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url] });
  const query = new URLSearchParams({
    client_id: 'bookstore',
    redirect_uri: 'http://localhost:3000/callback',
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  await visitor.page.goto(`${signet.issuer}/auth?${query}`);
  await enterEmail(visitor.page, address);
  await visitor.page.locator('[data-failed]:visible').waitFor();
  await visitor.leave();
}

/** Opens the newest attempt of a list. */
async function openNewest(page) {
  await page.locator('.events summary').first().click();
  await page.locator('.timeline li').first().waitFor();
  return page.locator('.event-more .timeline').first();
}

for (const language of ['en', 'fr']) {
  test(`a sign-in that went well is told step by step, with the provider's part in it (${language})`, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await page.getByRole('link', { name: w('users'), exact: true }).first().click();
    await page.getByRole('link', { name: OPERATOR, exact: true }).click();
    const story = await openNewest(page);
    const told = await story.locator('strong').allInnerTexts();
    const order = ['flow-sign-in-begun', 'event-code-requested', 'flow-mail-queued', 'flow-mail-sent', 'event-session-started'].map((id) => w(id));
    assert.deepEqual(told.filter((words) => order.includes(words)), order, told.join());
    await assertWell(page);
    await leave(visitor);
  });
}

test('a mail that is refused is found by the address, in the words of the provider', async () => {
  const w = wordsOf('fr');
  const address = 'nobody@gone.example';
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  mailgun.refusal = { status: 400, message: GONE };
  await askInVain(address);
  mailgun.refusal = undefined;
  await page.goto(`${running.signet.url}/console/users/explain?identifier=${encodeURIComponent(address)}`);
  const story = await openNewest(page);
  const told = await story.innerText();
  assert.ok(told.indexOf('not a valid address') > told.indexOf(w('flow-mail-refused')), told);
  assert.ok(told.includes(w('flow-mail-refused')), told);
  await button(page, w('explain-check')).click();
  await page.locator('.timeline .bad').first().waitFor();
  await assertWell(page);
  await page.goto(`${running.signet.url}/console/activity/mail?state=dead`);
  await page.getByText('not a valid address').first().waitFor();
  await assertWell(page);
  await leave(visitor);
});
