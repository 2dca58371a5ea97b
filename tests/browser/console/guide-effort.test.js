// How far it is with the guide in hand: from a console without an application to a sign-in by a mail of Mailgun in
// an app of one's own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { Effort } from '../../lib/effort.js';
import { startMailgunRegions } from '../../lib/mailgun-regions.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, button, enterConsole, leave } from './enter.js';
import { beginBookstore, EXPRESS, runExpress } from './guide-code.js';
import { MAILS, saveMailgun } from './guide-end.js';

/** A page has an address; the framework that is chosen on one is part of what it asks. */
const MOST = { pages: 6, presses: 25 };

/** Configures the first connector, from the guide on. */
async function configureMailgun(page, w, mailgun, mail) {
  await page.locator('#navigation').getByRole('link', { name: w('connectors'), exact: true }).click();
  await button(page, w('configure')).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Mailgun', exact: true }).click();
  await saveMailgun(page, w, mailgun, mail);
}

for (const language of ['en', 'fr']) {
  const mailgun = await startMailgunRegions();
  mailgun.know('mg.example.com', { region: 'US' });
  describe(`(${language})`, () => walk(language, mailgun));
}

/** With a Signet of its own, which has no connector yet. */
function walk(language, mailgun) {
  const w = wordsOf(language);
  const extra = ADMINISTRATORS + mailgun.settings;
  const running = suite({ browser: true, extra, env: mailgun.env, begin: () => () => mailgun.stop() });

  test(`from an empty console to a sign-in by Mailgun it is not far (${language})`, async (t) => {
    const { browser, signet } = running;
    const home = `http://localhost:${await freePort()}`;
    const operator = await enterConsole(running, { language });
    const { page } = operator;
    const effort = new Effort();
    await effort.watch(page);
    await page.reload();
    await beginBookstore(page, w, home);
    await runExpress(t, page, w, home);
    await configureMailgun(page, w, mailgun, MAILS[language]);
    signet.mailbox = mailgun;

    const visitor = await newVisitor(browser, { origins: [signet.url, home], locale: language });
    const theirs = new Effort();
    await theirs.watch(visitor.page);
    await visitor.page.goto(home);
    await visitor.page.getByText(EXPRESS[language].enter, { exact: true }).click();
    await signInOnPages(visitor.page, signet, somebody('reader'));
    await visitor.page.getByText(EXPRESS[language].inside).waitFor();

    const pages = new Set([...effort.pages].map((one) => one.replace(/express$/, '')));
    const presses = effort.presses + theirs.presses;
    t.diagnostic(`${presses} presses on ${[...pages].join(' ')}`);
    assert.ok(pages.size > 3 && pages.size <= MOST.pages, `${pages.size} pages`);
    assert.ok(presses > 5 && presses <= MOST.presses, `${presses} presses`);
    await visitor.leave();
    await leave(operator);
  });
}
