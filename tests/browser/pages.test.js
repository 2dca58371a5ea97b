// Every page in light, dark, French and on phones: the checks of audit.js and axe.js, and a picture where
// pictures are asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertLight,
  assertNoOverflow,
  assertReadable,
  assertStrict,
  assertVisibleFocus,
} from '../lib/audit.js';
import { assertAccessible } from '../lib/axe.js';
import { newVisitor, PHONE, SMALL_PHONE } from '../lib/browser.js';
import { picture } from '../lib/picture.js';
import { suite } from '../lib/suite.js';
import { tour } from '../lib/tour.js';

const running = suite({ browser: true });
const desktop = { viewport: { width: 1100, height: 800 } };
const phone = { isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const VARIANTS = {
  light: { ...desktop, colorScheme: 'light' },
  dark: { ...desktop, colorScheme: 'dark' },
  french: { ...desktop, locale: 'fr-FR' },
  phone: { ...phone, viewport: PHONE },
  'small-phone': { ...phone, viewport: SMALL_PHONE },
  'small-phone-french': { ...phone, viewport: SMALL_PHONE, locale: 'fr-FR' },
};

const isOurs = (page) => page.url().startsWith(running.signet.url);

/** What each page must hold in each variant; all findings of a page are told together. */
const CHECKS = {
  readable: ({ page }) => assertReadable(page),
  'no overflow': ({ page }) => assertNoOverflow(page),
  'visible focus': ({ page, variant }) => variant !== 'light' && variant !== 'dark'
    ? undefined
    : assertVisibleFocus(page),
  'its language': async ({ page, options }) => {
    if (!isOurs(page) || new URL(page.url()).pathname.startsWith('/dev/')) return;
    const lang = options.locale === 'fr-FR' ? 'fr' : 'en';
    assert.equal(await page.getAttribute('html', 'lang'), lang);
  },
  'a heading and a title': async ({ page }) => {
    assert.equal(await page.locator('h1').count(), 1, 'one heading');
    assert.ok((await page.title()).length > 0);
  },
  'WCAG 2.2 AA': ({ page }) => assertAccessible(page),
  'labels': async ({ page }) => {
    const bare = await page.evaluate(() => {
      const inputs = [...document.querySelectorAll('input:not([type=hidden])')];
      return inputs.filter((input) => input.labels.length === 0 && !input.ariaLabel).length;
    });
    assert.equal(bare, 0, 'every input has a label');
  },
};

for (const [variant, options] of Object.entries(VARIANTS)) {
  test(`every page, ${variant}`, async () => {
    const { browser, signet } = running;
    // What fades is measured when it has faded.
    const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], reducedMotion: 'reduce', ...options });
    const findings = [];
    const seen = [];
    await tour(visitor, signet, async (page, name) => {
      seen.push(name);
      await picture(page, `${variant}/${name}`);
      for (const [check, run] of Object.entries(CHECKS)) {
        const problem = await Promise.resolve(run({ page, name, variant, options })).catch((e) => e);
        if (problem) findings.push(`${name}, ${check}: ${problem.message}`);
      }
    });
    assert.equal(new Set(seen).size, 18, 'the tour saw every page');
    assert.deepEqual(findings, []);
    await visitor.leave();
  });
}

test('every page is lighter than 40 KB and has a strict policy', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  const findings = [];
  const weights = [];
  await tour(visitor, signet, async (page, name) => {
    const url = page.url();
    // A tab of its own, so that the walk goes on where it was.
    const tab = await visitor.tab();
    const note = (problem) => void findings.push(`${name}: ${problem.message}`);
    let response;
    const open = async () => (response = await tab.goto(url));
    // The mailbox is a tool of developers and as heavy as its mails.
    const bytes = name === 'mailbox' ? await open().then(() => 0) : await assertLight(tab, open).catch(note);
    weights.push([name, bytes]);
    if (isOurs(page)) {
      const html = await response.text();
      try {
        assertStrict(response, html);
      } catch (problem) {
        note(problem);
      }
    }
    await tab.close();
  });
  for (const [name, bytes] of weights) console.log(`${String(bytes).padStart(6)} bytes  ${name}`);
  assert.deepEqual(findings, []);
  await visitor.leave();
});
