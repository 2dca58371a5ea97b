// Where the guides end: the connector is saved in the console, and a person signs in to the
// application by the mail that Mailgun got. The guide sees it, and the person's page tells it.
import assert from 'node:assert/strict';
import { assertNoOverflow } from '../../lib/audit.js';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { picture } from '../../lib/picture.js';
import { freePort } from '../../lib/port.js';
import { acceptOffer, enterCode, enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { assertWellInBoth, button, enterConsole, leave, saved } from './enter.js';
import { EXPRESS, makeApplication, runExpress } from './guide-code.js';
import { assertNothingHidden } from './guide-seen.js';
import { towardsMailgun } from './guide-walk.js';

/** What is written for a sign-in: in the guide, and as many would have it. */
export const MAILS = {
  en: { subject: '{{code}} opens the Bookstore', html: '<p>Your code is <b>{{code}}</b>.</p>', text: 'Your code is {{code}}.' },
  fr: { subject: 'Bon retour sur Logto', replyTo: 'Foo <foo@example.com>', template: 'logto-sign-in', variables: { bar: 'baz' } },
};

/** A picture for the documents, where pictures are asked for. */
async function shot(page, name) {
  if (!process.env.TEST_PICTURES) return;
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForLoadState('networkidle').catch(() => {});
  await picture(page, `console-${name}`, { fullPage: false });
}

/** Pages that the walk does not come by. */
async function pictures(page, signet, who) {
  if (!process.env.TEST_PICTURES) return;
  for (const [name, path] of [['home', ''], ['sign-in-experience', '/sign-in-experience/branding'], ['explain', `/users/explain?identifier=${encodeURIComponent(who)}`]]) {
    await page.goto(`${signet.url}/console${path}`);
    await page.locator('#main h1').waitFor();
    await shot(page, name);
  }
}

async function openMailgun(page, signet) {
  await page.goto(`${signet.url}/console/connectors/email-sms/new/mailgun-email`);
}

/** Fills in the form of a new Mailgun connector and saves it. */
export async function saveMailgun(page, w, mailgun, mail) {
  await page.getByLabel('domain').fill('mg.example.com');
  await page.getByLabel('apiKey').fill(mailgun.key);
  await page.getByLabel('from').fill('Bookstore <hello@mg.example.com>');
  await page.getByRole('textbox', { name: w('json-editor'), exact: true }).fill(JSON.stringify({ SignIn: mail }, null, 2));
  await assertNoOverflow(page);
  await button(page, w('save-and-done')).click();
  await page.getByText(w('email-ready'), { exact: true }).waitFor();
  await page.locator('.page-title .badge.is-good', { hasText: w('in-force') }).waitFor();
  await assertNoOverflow(page);
}

/** Closes the registration and opens it again: only then the person, who is new, gets in. */
async function saveMethods(page, w) {
  await page.getByRole('link', { name: w('activate-in-experience'), exact: true }).click();
  const isOpen = page.getByRole('checkbox', { name: w('registration-open'), exact: true });
  await isOpen.uncheck();
  await page.getByText(w('summary-closed')).waitFor();
  await assertNoOverflow(page);
  await assertNothingHidden(page);
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await isOpen.check();
  await button(page, w('save-changes')).click();
  await saved(page, w);
}

/** Goes back to the guide of the application. Other walks of the file may have made one of the same name. */
async function openGuide(page, w, id) {
  await page.getByRole('link', { name: w('applications'), exact: true }).click();
  await page.locator(`#main tbody a[href$="/applications/${id}/settings"]`).click();
  await page.getByRole('link', { name: w('guide'), exact: true }).click();
  await page.getByText(w('checkpoint-waiting', { name: 'Bookstore' })).waitFor();
}

/** Signs in by the mail; the pages stay within their width. */
async function signIn(page, signet, who) {
  await page.waitForURL(`${signet.url}/**`);
  await assertNoOverflow(page);
  await enterEmail(page, who);
  await assertNoOverflow(page);
  await enterCode(page, await signet.mailbox.code(who));
  await acceptOffer(page, signet);
}

/** Signs in at the application, and out again after `meanwhile`. */
async function visitApplication(running, home, { language, who, ...options }, meanwhile) {
  const { browser, signet } = running;
  const words = EXPRESS[language];
  const visitor = await newVisitor(browser, { origins: [home, signet.url], locale: language, ...options });
  await visitor.page.goto(home);
  await visitor.page.getByText(words.enter, { exact: true }).click();
  await signIn(visitor.page, signet, who);
  await visitor.page.getByText(words.inside).waitFor();
  await meanwhile();
  await visitor.page.getByText(words.leave, { exact: true }).click();
  await visitor.page.getByText(words.enter, { exact: true }).waitFor();
  await visitor.leave();
}

async function assertMail(mailgun, who, { subject, template }) {
  const [mail] = await mailgun.messages(who);
  assert.equal(mail.subject, subject.replace('{{code}}', mail.code));
  assert.equal(mail.template, template);
}

/** The person's page tells the sign-in in its order, with Mailgun's part in it. */
async function assertStory(page, w, who) {
  await page.getByRole('link', { name: w('users'), exact: true }).first().click();
  await page.getByRole('link', { name: who, exact: true }).click();
  await page.locator('.events summary').first().click();
  const steps = page.locator('.event-more .timeline strong');
  await steps.first().waitFor();
  const told = await steps.allInnerTexts();
  const order = ['flow-sign-in-begun', 'event-code-requested', 'flow-mail-queued', 'flow-mail-sent', 'event-session-started'].map((id) => w(id));
  assert.deepEqual(told.filter((words) => order.includes(words)), order, told.join());
  await assertWellInBoth(page);
}

/**
 * Walks from an application and an empty list of connectors to the first sign-in by Mailgun. The person at the
 * application has the same hands as the operator, and the same screen (`options`).
 */
export async function walkGuideEnd(t, { running, mailgun, language, hands = () => {}, isPictured, ...options }) {
  const { signet } = running;
  const w = wordsOf(language);
  const mail = MAILS[language];
  const who = somebody('reader');
  const home = `http://localhost:${await freePort()}`;
  const take = isPictured ? shot : () => {};
  const visitor = await enterConsole(running, { language, ...options });
  const { page } = visitor;
  hands(page);
  // One that answers at Mailgun's own names is found without being led to.
  if (!mailgun.env) await towardsMailgun(page, mailgun);
  const id = await makeApplication(page, signet, w, { home });
  await assertNoOverflow(page);
  await runExpress(t, page, w, home);
  await openMailgun(page, signet);
  await saveMailgun(page, w, mailgun, mail);
  await take(page, 'mailgun');
  // From now on no mail comes to the mailbox of the development.
  signet.mailbox = mailgun;
  await saveMethods(page, w);
  await openGuide(page, w, id);
  const whenDone = () => page.getByText(w('checkpoint-done', { name: 'Bookstore' })).waitFor();
  await visitApplication(running, home, { language, who, ...options }, whenDone);
  await page.locator('.progress li.good').nth(3).waitFor();
  await assertWellInBoth(page);
  await take(page, 'guide');
  await assertMail(mailgun, who, mail);
  await assertStory(page, w, who);
  await take(page, 'sign-in');
  if (isPictured) await pictures(page, signet, who);
  await leave(visitor);
}
