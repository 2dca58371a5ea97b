// Hostile text of people who have no account: an address that was refused, what a browser calls itself, an address
// that was typed, and the words of a provider. The console shows them letter by letter, and runs nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor, PHONE } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { enterEmail, saysUnsent } from '../../lib/walk.js';
import { ADMINISTRATORS, assertWell, complete, done, enterConsole, follow, tokenOf } from './enter.js';
import { answerOf } from './explained.js';
import { Languages } from './languages.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${mailgun.table}\n${ADMINISTRATORS}`,
  mailbox: mailgun,
  begin: () => () => mailgun.stop(),
});

/** Markup without quotes: those are written in another way within JSON. */
const MARKUP = '<img src=x onerror=window.hostileRan=1>&lt{{code}}';
/** Letters that are written from right to left, marks of direction, and a word that is too long for a line. */
const TURNED = `\u200fאבג\u200e العربية ${'W'.repeat(60)}`;

/** Short enough to be remembered: 256 characters. */
const REFUSED = `https://shop.example/${MARKUP}${TURNED}${'W'.repeat(60)}`;
/** What is written down of why quotes the address, in which marks that are not seen are spelled out. */
const NOTED = REFUSED.slice(0, REFUSED.indexOf('\u200f'));
/** An address may hold no more than this: no blanks, and no angle brackets. */
const ADDRESS = `o'{{code}}&lt|${'w'.repeat(48)}@example.com`;
const BROWSER = `Browser/1 ${MARKUP} ${'W'.repeat(60)}`;
const LIBRARY = `Library/1 ${MARKUP}${TURNED}`;
const WORDS = `No: ${MARKUP}${TURNED}`;

const CALLBACK = 'http://localhost:3000/callback';
const DESK = { width: 1280, height: 900 };

const authorizeUrl = (application, redirectUri) => `${running.signet.issuer}/auth?${new URLSearchParams({
  client_id: application,
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
})}`;

/** A link with an address that is not registered, opened by what says of itself what it likes. */
async function followLink(application) {
  const answer = await fetch(authorizeUrl(application, REFUSED), {
    // A header is bytes.
    headers: { accept: 'text/html', 'user-agent': Buffer.from(LIBRARY).toString('latin1') },
  });
  assert.equal(answer.status, 400);
}

/** Asks for a code that the provider refuses to send. */
async function askInVain(application) {
  const { browser, signet } = running;
  const person = await newVisitor(browser, { origins: [signet.url], userAgent: BROWSER });
  await person.page.goto(authorizeUrl(application, CALLBACK));
  mailgun.refusal = { status: 400, message: WORDS };
  await enterEmail(person.page, ADDRESS);
  await saysUnsent(person.page);
  mailgun.refusal = undefined;
  await person.leave();
}

/** Waits until a text is shown there, and compares it letter by letter. */
async function assertShown(at, text) {
  const found = at.filter({ hasText: text }).first();
  await found.waitFor();
  assert.ok((await found.textContent()).includes(text), `not literally: ${text.slice(0, 60)}`);
}

/** No element was made of the text, no script ran, and the page is well on a phone. */
async function assertHarmless(page) {
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.equal(await page.evaluate(() => 'hostileRan' in window), false);
  await assertWell(page);
}

/** What the application was refused, once it is written down. */
async function lookAtApplication(page, application) {
  for (const tab of ['settings', 'guide']) {
    await follow(page, `/console/applications/${application}/${tab}`);
    await assertShown(page.locator('#main .refused li'), REFUSED);
    await assertHarmless(page);
  }
}

/** Everything that is known of each event that holds any of it. */
async function lookAtEvents(page, w) {
  await follow(page, '/console/activity/events');
  const events = page.locator('#main .events details').filter({ hasText: 'hostileRan' });
  // An error page is written down a moment later.
  const following = page.getByRole('checkbox', { name: w('follow'), exact: true });
  await following.check();
  for (const text of [NOTED, WORDS]) await assertShown(page.locator('#main .events .event-detail'), text);
  await following.uncheck();
  await events.evaluateAll((all) => all.forEach((one) => (one.open = true)));
  for (const text of [BROWSER, LIBRARY]) await assertShown(page.locator('#main .event-more dd'), text);
  for (const text of [NOTED, BROWSER, LIBRARY, WORDS]) await assertShown(page.locator('#main .event-more pre'), text);
  await assertHarmless(page);
}

/** Why the person cannot sign in, and the story of the attempt. */
async function lookAtExplanation(page, w) {
  await follow(page, `/console/users/explain?identifier=${encodeURIComponent(ADDRESS)}`);
  await complete(page, w);
  await assertShown(page.locator('#main h2'), w('attempts-of', { address: ADDRESS }));
  await assertShown(answerOf(page).locator('.notice'), ADDRESS);
  await assertShown(answerOf(page).locator('.notice'), WORDS);
  const attempt = page.locator('#main .events summary').first();
  await assertShown(attempt.locator('.event-detail'), ADDRESS);
  await attempt.click();
  await assertShown(page.locator('#main .event-more .timeline li'), WORDS);
  await assertShown(page.locator('#main .event-more dd'), BROWSER);
  await assertHarmless(page);
}

async function lookAtMail(page) {
  await follow(page, '/console/activity/mail');
  await assertShown(page.locator('#main tbody tr'), WORDS);
  await assertHarmless(page);
}

test('hostile text of strangers is text', { timeout: 120_000 }, async () => {
  const languages = new Languages();
  const w = languages.words;
  const visitor = await enterConsole(running, { language: languages.spoken });
  const { page } = visitor;
  const oidcClientMetadata = { redirectUris: [CALLBACK], postLogoutRedirectUris: [] };
  const wanted = { name: 'Bookstore', type: 'SPA', oidcClientMetadata };
  const { id } = await done(running.signet, await tokenOf(page, running.signet), 'POST', '/applications', wanted);
  await followLink(id);
  await askInVain(id);
  await page.setViewportSize(PHONE);
  await lookAtApplication(page, id);
  await lookAtEvents(page, w);
  // The switch of languages is in sight on a desk.
  await page.setViewportSize(DESK);
  await languages.inBoth(page, async () => {
    await page.setViewportSize(PHONE);
    await lookAtExplanation(page, w);
    await lookAtMail(page);
    await page.setViewportSize(DESK);
  });
  await visitor.leave();
});
