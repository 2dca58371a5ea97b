// What Mailgun reports of mails: the operator enters the key that reports are signed with, and from then on sees
// with each mail, each sign-in and each explanation whether it arrived.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atSignIn, goOn, goOnWithAnother } from '../../lib/attempt.js';
import { newVisitor } from '../../lib/browser.js';
import { beginAdministration, proveAddress } from '../../lib/host.js';
import { startMailgun } from '../../lib/mailgun.js';
import { somebody } from '../../lib/people.js';
import { planRelyingParty } from '../../lib/relying-party.js';
import { suite } from '../../lib/suite.js';
import { enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { configureMailgun, fieldFor } from './configure.js';
import { assertWellInBoth, button, leave, saved } from './enter.js';
import { answerOf, ask, assertCanSignIn, assertCause } from './explained.js';

const SAYS = {
  en: { delayed: /delayed on its way: 452: mailbox full/, bounced: /bounced: 550: 5\.1\.1 <\[address\]>: no such user/ },
  fr: { delayed: /retardé en chemin\s: 452: mailbox full/, bounced: /a été rejeté\s: 550: 5\.1\.1 <\[address\]>: no such user/ },
};

const delivered = { event: 'delivered', 'delivery-status': { code: 250, message: 'OK' } };
const delayed = { event: 'failed', severity: 'temporary', 'delivery-status': { code: 452, message: 'mailbox full' } };
const bounced = (address) => ({ event: 'failed', severity: 'permanent', 'delivery-status': { code: 550, message: `5.1.1 <${address}>: no such user` } });

for (const language of ['en', 'fr']) {
  const mailgun = await startMailgun();
  const bookstore = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });
  describe(`(${language})`, () => walk(language, mailgun, bookstore));
}

/** With a Signet of its own: whoever administers it first is in its console from the beginning to the end. */
function walk(language, mailgun, bookstore) {
  const w = wordsOf(language);
  const address = somebody();
  let operator;
  const running = suite({
    browser: true,
    command: 'serve',
    mailbox: mailgun,
    plans: [bookstore],
    extra: `[outbound]\nallow = ["${mailgun.place}"]\n`,
    begin: async ({ browser, signet }) => {
      operator = await newVisitor(browser, { origins: [signet.url], locale: language, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
      return async () => {
        await mailgun.stop();
        await leave(operator);
      };
    },
  });

  const report = async (event) => assert.equal(await mailgun.report(running.signet.url, address, event), 200);

  const open = (path) => operator.page.goto(running.signet.url + path);

  /** In the list of mails the newest have these badges, and the very newest these words. */
  async function assertListed(badges, words) {
    const { page } = operator;
    await open('/console/activity/mail');
    const rows = page.locator('#main tbody tr');
    for (const [at, badge] of badges.entries()) await rows.nth(at).getByText(w(`flow-mail-${badge}`), { exact: true }).waitFor();
    await rows.first().getByText(words).waitFor();
    assert.equal(await page.getByText(address).count(), 0, 'whom it was for is not told');
    await assertWellInBoth(page);
  }

  test('the page of Mailgun says where reports go, and takes the key they are signed with', async () => {
    const { page } = operator;
    const { url } = running.signet;
    const who = somebody('operator');
    await beginAdministration(page, running.signet, who);
    await page.locator('#main h1').waitFor();
    await open('/console/connectors/email-sms');
    await button(page, w('configure')).waitFor();
    const field = fieldFor(page, 'webhookSigningKey');
    // What is typed while the connector is made is not lost, and its saving takes nothing of what was saved: mail
    // goes on to this Mailgun, by the address that was added on the way and stood in no field.
    await page.route('**/api/connectors', async (route) => {
      if (route.request().method() === 'POST') await field.fill(mailgun.signingKey);
      await route.fallback();
    });
    await configureMailgun(page, w, mailgun);
    await button(page, w('save-changes')).waitFor();
    assert.ok((await field.inputValue()) === mailgun.signingKey, 'what was typed meanwhile is there, and not saved yet');
    await page.getByText(`${url}/webhooks/mailgun`).waitFor();
    await assertWellInBoth(page);
    await button(page, w('save-changes')).click();
    await saved(page, w);
    await page.reload();
    await field.waitFor();
    const shown = await field.inputValue();
    assert.ok(shown && !shown.includes(mailgun.signingKey), 'it is shown that there is one, and not which');
    await proveAddress(page, running.signet, who);
  });

  test('a mail that was delivered shows so', async () => {
    const person = await atSignIn(running, bookstore, language);
    await enterEmail(person.page, address);
    const code = await mailgun.code(address);
    await report(delivered);
    await assertListed(['delivered'], '250: OK');
    await goOn(running, person, bookstore, address, code);
  });

  test('a mail that is delayed and bounces shows so, where the person is looked up and why they cannot sign in', async () => {
    const { page } = operator;
    const person = await atSignIn(running, bookstore, language);
    await enterEmail(person.page, address);
    await mailgun.code(address);
    await report(delayed);
    await assertListed(['delayed', 'delivered'], '452: mailbox full');
    await ask(page, w, running.signet, { address });
    await assertCanSignIn(page);
    await answerOf(page).getByText(SAYS[language].delayed).waitFor();

    await report(bounced(address));
    await assertListed(['bounced', 'delivered'], '550: 5.1.1 <[address]>: no such user');
    await assertAttempts();
    await ask(page, w, running.signet, { address });
    await assertCause(page, w, { address, check: 'mail', why: SAYS[language].bounced, remedy: 'openConnectors' });

    await goOnWithAnother(running, person, bookstore, address);
    await ask(page, w, running.signet, { address });
    await assertCanSignIn(page);
  });

  /** Of the person's sign-ins the newer one tells that its mail bounced, and why. */
  async function assertAttempts() {
    const { page } = operator;
    await open(`/console/users?q=${encodeURIComponent(address)}`);
    await page.getByRole('link', { name: address, exact: true }).click();
    await page.waitForURL(/\/console\/users\/[^/]+\/sign-ins$/);
    const attempts = page.locator('section[aria-labelledby=attempts] .events > li');
    await attempts.nth(0).locator('summary').getByText(w('flow-mail-bounced'), { exact: true }).waitFor();
    await attempts.nth(1).locator('summary').getByText(w('flow-mail-delivered'), { exact: true }).waitFor();
    await attempts.nth(0).locator('summary').click();
    const step = attempts.nth(0).locator('.timeline li.bad', { hasText: w('flow-mail-bounced') });
    await step.getByText('550: 5.1.1 <[address]>: no such user', { exact: true }).waitFor();
    await attempts.nth(1).locator('summary').click();
    await attempts.nth(1).locator('.timeline li:not(.bad)', { hasText: w('flow-mail-delivered') }).waitFor();
    await assertWellInBoth(page);
  }
}
