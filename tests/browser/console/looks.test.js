// Every page in both languages, both themes, on a desk and on small phones: readable by everybody,
// within its width, without a word to another host; and a picture where pictures are asked for. One goes from
// page to page by links: that each can be opened by its address is seen in steady.test.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, assertContrast } from '../../lib/axe.js';
import { SMALL_PHONE } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { picture } from '../../lib/picture.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertNoProblem, assertWell, complete, enterConsole, filled, follow, makeOneOfEach, tokenOf,
} from './enter.js';

const callback = 'http://localhost:3000/callback';
const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: [callback] };
const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  applications: [bookstore],
  begin: () => () => mailgun.stop(),
});

/** Every place, some of them twice: an application of the file and one of the console, a list and none. */
const PAGES = [
  '', '/applications', '/applications/create', '/applications/create?framework=express',
  '/applications/bookstore/guide', '/applications/bookstore/settings', '/applications/bookstore/activity',
  '/applications/:application/guide', '/applications/:application/settings', '/applications/:application/secrets',
  '/connectors/email-sms', '/connectors/email-sms/:connector', '/connectors/email-sms/new/mailgun-email',
  '/connectors/email-sms/new/simple-mail-transfer-protocol', '/connectors/email-sms/new/http-email',
  '/sign-in-experience/branding', '/sign-in-experience/sign-up-and-sign-in', '/sign-in-experience/content',
  '/sign-in-experience/code-screen', '/users', '/users?q=nobody', '/users/create', '/users/:user/sign-ins',
  '/users/:user/profile', '/users/:user/sessions', '/users/explain?identifier=ops%40example.com',
  '/activity/events', '/activity/mail', '/settings/administrators', '/settings/about', '/nowhere',
];

const DESK = { width: 1280, height: 900 };

/** Looks at the page that is open, in light and dark, on a desk and on a phone. */
async function lookAt(page, language, name) {
  await assertWell(page);
  await picture(page, `console/${name}-${language}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await assertAccessible(page);
  await picture(page, `console/${name}-${language}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(SMALL_PHONE);
  await assertWell(page);
  await picture(page, `console/${name}-${language}-phone`);
  // Some colours are of the small screen alone.
  if (language !== 'en') return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await assertContrast(page);
  await page.emulateMedia({ colorScheme: 'light' });
}

let ids;

for (const language of ['en', 'fr']) {
  test(`every page is well (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    ids ??= await makeOneOfEach(running.signet, await tokenOf(page, running.signet), mailgun);
    for (const path of PAGES) {
      await follow(page, `/console${filled(path, ids)}`);
      await page.setViewportSize(DESK);
      await complete(page, w);
      await assertNoProblem(page);
      const isMissing = (await page.locator('#main h1').textContent()) === w('not-found-title');
      assert.equal(isMissing, path === '/nowhere', `whether there is nothing at ${path}`);
      await lookAt(page, language, path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home');
    }
    await visitor.leave();
  });
}
