// What Mailgun says of a domain, at the fields it is about; and a test mail, step by step, with what
// helps where it is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMailgunRegions } from '../../lib/mailgun-regions.js';
import { somebody } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWellInBoth, button, enterConsole, leave, OPERATOR } from './enter.js';
import { DELIVERIES } from './guide-walk.js';

const DOMAIN = 'mg.example.com';
const OTHER_KEY = 'not the key of this account';

const mailgun = await startMailgunRegions();
const running = suite({
  browser: true,
  extra: ADMINISTRATORS + mailgun.settings,
  env: mailgun.env,
  begin: () => () => mailgun.stop(),
});

/** What the server says, in the language of the console. */
const SAYS = {
  en: { mayOnlySend: 'may only send', isUnknown: 'does not know', tryOther: 'try the other endpoint', mayNotSend: 'may not send for this domain' },
  fr: { mayOnlySend: 'que d’envoyer', isUnknown: 'ne connaît pas', tryOther: 'essayez l’autre point d’accès', mayNotSend: 'ne permet pas d’envoyer pour ce domaine' },
};

/** What Mailgun knows from now on. */
function only(region, told) {
  mailgun.forget();
  mailgun.know(DOMAIN, { region, ...told });
}

async function openNew(page) {
  await page.goto(`${running.signet.url}/console/connectors/email-sms/new/mailgun-email`);
  await page.getByLabel('domain').fill(DOMAIN);
  await page.getByLabel('apiKey').fill(mailgun.key);
  await page.getByLabel('from').fill(`Bookstore <hello@${DOMAIN}>`);
}

/** Asks, and waits for the answer. */
async function check(page, w) {
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/mailgun-email/check'));
  await button(page, w('check-domain')).click();
  assert.equal((await answered).status(), 200);
}

/** What is said at a field beside its label and its hint. */
const atField = (page, member) => page.locator('.field', { has: page.getByLabel(member) }).locator('p.advice');

/** Waits until it is said at the field, and at the other fields nothing. */
async function assertFindings(page, wanted) {
  for (const [member, words] of Object.entries(wanted)) await atField(page, member).filter({ hasText: words }).waitFor();
  assert.equal(await page.locator('#main form .field p.advice').count(), Object.keys(wanted).length);
}

/** The part of the page that sends a test mail. */
const testing = (page, w) => page.getByRole('region', { name: w('test'), exact: true });

for (const [language, says] of Object.entries(SAYS)) {
  const w = wordsOf(language);

  test(`what Mailgun says of a domain stands at the field it is about (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await openNew(page);

    only('EU', {});
    await check(page, w);
    await page.getByText(w('region-knows', { region: 'EU', state: 'active' }), { exact: true }).waitFor();
    await assertFindings(page, { endpoint: 'https://api.eu.mailgun.net' });
    await assertWellInBoth(page);
    await page.getByRole('radio', { name: w('region-EU') }).check();
    assert.equal(await page.getByLabel('endpoint').inputValue(), 'https://api.eu.mailgun.net');
    await check(page, w);
    await page.getByText(w('check-fine'), { exact: true }).waitFor();
    await assertFindings(page, {});

    await page.getByLabel('apiKey').fill(OTHER_KEY);
    await check(page, w);
    await assertFindings(page, { apiKey: says.mayOnlySend });
    await page.getByLabel('apiKey').fill(mailgun.key);

    only('EU', { state: 'unverified', spf: 'invalid', dkim: 'invalid' });
    await check(page, w);
    await assertFindings(page, { domain: 'unverified', from: 'SPF' });
    await assertFindings(page, { domain: 'unverified', from: 'DKIM' });
    await page.getByText('v=spf1 include:mailgun.org ~all').waitFor();
    await page.getByText(`k1._domainkey.${DOMAIN}`).waitFor();
    await assertWellInBoth(page);

    mailgun.forget();
    await check(page, w);
    await assertFindings(page, { domain: says.isUnknown });
    await page.getByRole('link', { name: w('cancel'), exact: true }).click();
    await leave(visitor);
  });

  test(`a test mail tells each step, and what helps where it is refused (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await openNew(page);
    await page.getByRole('textbox', { name: w('json-editor'), exact: true }).fill('{ "Generic": { "subject": "{{code}} it is", "html": "<p>{{code}}</p>", "text": "{{code}}" } }');
    const told = testing(page, w).locator('[role=status]');
    const send = () => button(page, w('send')).click();

    only('EU', {});
    await send();
    await told.getByText('Domain not found').first().waitFor();
    await told.getByText(says.tryOther).waitFor();
    only('US', {});
    await page.getByLabel('apiKey').fill(OTHER_KEY);
    await send();
    await told.getByText('401').first().waitFor();
    await told.getByText(says.mayNotSend).waitFor();
    await told.getByText(w('test-refused'), { exact: true }).waitFor();
    await assertWellInBoth(page);

    await page.getByLabel('apiKey').fill(mailgun.key);
    await send();
    await told.getByText(w('test-accepted'), { exact: true }).waitFor();
    const steps = await told.locator('.timeline strong').allInnerTexts();
    assert.deepEqual(steps, [w('step-rendered'), w('step-posted'), w('step-answered')]);
    await told.getByText('Queued').waitFor();
    await assertWellInBoth(page);
    const mail = (await mailgun.messages(OPERATOR)).at(-1);
    assert.equal(mail.subject, '000000 it is');
    await page.getByRole('link', { name: w('cancel'), exact: true }).click();
    await leave(visitor);
  });

  test(`the guide's sample has no Generic: a mail that is written here is tested instead (${language})`, async () => {
    const who = somebody('reader');
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await openNew(page);
    only('US', {});
    await page.getByRole('textbox', { name: w('json-editor'), exact: true }).fill(DELIVERIES);
    const section = testing(page, w);
    await section.getByRole('textbox', { name: w('email-address'), exact: true }).fill(who);
    await section.getByText(w('test-no-generic'), { exact: true }).waitFor();
    await button(section, w('test-instead', { usage: w('usage-Register') })).click();
    await button(section, w('send')).click();
    await section.getByText(w('test-accepted'), { exact: true }).waitFor();
    const [mail] = await mailgun.messages(who);
    assert.equal(mail.subject, '000000 est votre code de vérification');

    // The template of SignIn has not been made at Mailgun.
    mailgun.refusal = { status: 400, message: 'template not found' };
    await section.getByRole('combobox', { name: w('usage'), exact: true }).selectOption('SignIn');
    await button(section, w('send')).click();
    await section.locator('.notice.is-bad', { hasText: 'template not found' }).waitFor();
    mailgun.refusal = undefined;
    await assertWellInBoth(page);
    await page.getByRole('link', { name: w('cancel'), exact: true }).click();
    await leave(visitor);
  });
}
