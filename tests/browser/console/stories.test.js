// A sign-in is a story with its mail inside, and a mail that is refused says so in the provider's words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { enterEmail, saysUnsent } from '../../lib/walk.js';
import { ADMINISTRATORS, assertWellInBoth, enterConsole, leave, OPERATOR } from './enter.js';
import { assertCause, searchFor } from './explained.js';
import { refusedMail } from './faults.js';
import { Languages } from './languages.js';

const mailgun = await startMailgun();
const bookstore = {
  id: 'bookstore',
  name: 'Bookstore',
  kind: 'spa',
  redirect_uris: ['http://localhost:3000/callback'],
};

/** One operator looks at everything in both languages. */
let operator;
const languages = new Languages();
const w = languages.words;

const running = suite({
  browser: true,
  extra: `${mailgun.table}\n${ADMINISTRATORS}`,
  applications: [bookstore],
  mailbox: mailgun,
  begin: async (begun) => {
    operator = await enterConsole(begun, { language: languages.spoken });
    return async () => {
      await mailgun.stop();
      await leave(operator);
    };
  },
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
  await saysUnsent(visitor.page);
  await visitor.leave();
}

/** Opens the newest attempt of a list; its story. */
async function openNewest(page) {
  await page.locator('.events summary').first().click();
  const story = page.locator('.event-more .timeline').first();
  await story.waitFor();
  return story;
}

/** Goes to the mails that were given up, by the links that lead there. */
async function goToMailsGivenUp(page) {
  await page.getByRole('link', { name: w('activity'), exact: true }).first().click();
  await page.getByRole('link', { name: w('mail'), exact: true }).click();
  await page.getByRole('combobox', { name: w('state'), exact: true }).selectOption({ label: w('mail-dead') });
  await page.waitForURL(/\/console\/activity\/mail\?state=dead$/);
}

/** What a sign-in that went well is made of. */
const STEPS = [
  'flow-sign-in-begun',
  'event-code-requested',
  'flow-mail-queued',
  'flow-mail-sent',
  'event-session-started',
];

test('a sign-in that went well is told step by step, with the provider\'s part in it', async () => {
  const { page } = operator;
  await languages.inBoth(page, async () => {
    await page.getByRole('link', { name: w('users'), exact: true }).first().click();
    await page.getByRole('link', { name: OPERATOR, exact: true }).click();
    const story = await openNewest(page);
    const told = await story.locator('strong').allInnerTexts();
    const order = STEPS.map((id) => w(id));
    assert.deepEqual(told.filter((words) => order.includes(words)), order, told.join());
    await assertWellInBoth(page);
  });
});

test('a mail that is refused is found by the address, in the words of the provider', async () => {
  const { page } = operator;
  const address = 'nobody@gone.example';
  mailgun.refusal = { status: 400, message: GONE };
  await askInVain(address);
  mailgun.refusal = undefined;
  await languages.inBoth(page, async () => {
    await searchFor(page, address, w('explain-of', { address }));
    const { check, remedy, [languages.spoken]: said } = refusedMail;
    await assertCause(page, w, { address, check, remedy, ...said });
    const told = await (await openNewest(page)).innerText();
    assert.ok(told.includes(w('flow-mail-refused')), told);
    assert.ok(told.indexOf('not a valid address') > told.indexOf(w('flow-mail-refused')), told);
    await assertWellInBoth(page);
    await goToMailsGivenUp(page);
    const row = page.locator('#main tbody tr', { hasText: 'not a valid address' }).first();
    await row.getByText(w('mail-dead'), { exact: true }).waitFor();
    await assertWellInBoth(page);
  });
});
