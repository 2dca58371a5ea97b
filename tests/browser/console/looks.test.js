// Every page in both languages, both themes, on a desk and on small phones: readable by everybody,
// within its width, without a word to another host; and a picture where pictures are asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertContrast } from '../../lib/axe.js';
import { SMALL_PHONE } from '../../lib/browser.js';
import { picture } from '../../lib/picture.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertNoProblem, assertWell, enterConsole } from './enter.js';

const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [bookstore] });

const PAGES = [
  '', '/applications', '/applications/create', '/applications/create?framework=express', '/applications/bookstore/guide', '/applications/bookstore/settings',
  '/applications/bookstore/activity', '/connectors/email-sms', '/connectors/email-sms/new/mailgun-email', '/connectors/email-sms/new/simple-mail-transfer-protocol',
  '/connectors/email-sms/new/http-email', '/sign-in-experience/branding', '/sign-in-experience/sign-up-and-sign-in', '/sign-in-experience/content', '/sign-in-experience/code-screen', '/users', '/users?q=nobody',
  '/users/create', '/users/explain?identifier=ops%40example.com', '/activity/events', '/activity/mail', '/settings/administrators', '/settings/about', '/nowhere',
];

for (const language of ['en', 'fr']) {
  test(`every page is well (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    for (const path of PAGES) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${running.signet.url}/console${path}`);
      await page.locator('#main h1').waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      await assertNoProblem(page);
      const isMissing = (await page.locator('#main h1').textContent()) === w('not-found-title');
      assert.equal(isMissing, path === '/nowhere', `whether there is nothing at ${path}`);
      const name = path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home';
      await assertWell(page);
      await picture(page, `console/${name}-${language}-light`);
      // All that the dark changes is colours, and those are the same in every language.
      await page.emulateMedia({ colorScheme: 'dark' });
      if (language === 'en') await assertContrast(page);
      await picture(page, `console/${name}-${language}-dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(SMALL_PHONE);
      await assertWell(page);
      await picture(page, `console/${name}-${language}-phone`);
      // Some of them are of the small screen alone.
      if (language !== 'en') continue;
      await page.emulateMedia({ colorScheme: 'dark' });
      await assertContrast(page);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    await visitor.leave();
  });
}
