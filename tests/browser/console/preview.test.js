// The live preview of the console: it shows what is not saved yet, in both languages and themes, and
// sends nothing; the real thing is one link away, and looks so once it is saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { planRelyingParty } from '../../lib/relying-party.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, button, enterConsole, leave, OPERATOR, saved } from './enter.js';

const plan = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });
const running = suite({ browser: true, extra: ADMINISTRATORS, plans: [plan] });

const COLOR = '#a4133c';
const NAME = 'Unsaved & Co';

/** What a browser says of a form that it does not send. */
const BLOCKED = /Blocked form submission|form-action|allow-forms|Blocked autofocusing/;

const inside = (page) => page.frameLocator('.preview-box iframe');

/** What the page in the frame looks like. */
const look = (page) =>
  inside(page).locator('html').evaluate((html) => ({
    language: html.lang,
    theme: html.querySelector('meta[name=color-scheme]').content,
    brand: getComputedStyle(html).getPropertyValue('--brand').trim(),
    name: html.querySelector('.who-name').textContent.trim(),
  }));

/** Waits until the frame looks so: each change of the settings loads it anew. */
async function assertLooks(page, wanted) {
  let found;
  for (let times = 0; times < 100; times += 1) {
    // A frame that is being loaded cannot be asked.
    found = await look(page).catch(() => undefined);
    if (found && Object.entries(wanted).every(([name, value]) => found[name] === value)) return;
    await sleep(100);
  }
  assert.deepEqual(found, wanted);
}

const choose = (page, name, value) => page.getByRole('combobox', { name, exact: true }).selectOption(value);

async function open(page, tab) {
  await page.goto(`${running.signet.url}/console/sign-in-experience/${tab}`);
  await inside(page).locator('form').first().waitFor();
}

test('the preview shows what is not saved, in both languages and themes, and sends nothing', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await open(page, 'branding');
  await assertLooks(page, { language: 'fr', theme: 'light' });
  await page.getByRole('textbox', { name: w('primaryColor'), exact: true }).fill(COLOR);
  await page.getByRole('textbox', { name: w('brand-name'), exact: true }).fill(NAME);
  await assertLooks(page, { language: 'fr', theme: 'light', brand: COLOR, name: NAME });
  await page.getByText(w('preview-unsaved')).waitFor();
  await choose(page, w('preview-language'), 'en');
  await choose(page, w('preview-theme'), 'dark');
  await assertLooks(page, { language: 'en', theme: 'dark', name: NAME });
  await assertWell(page);

  const before = visitor.requests.length;
  await inside(page).locator('input[name=email]').fill('ada@example.com');
  await inside(page).locator('form button').first().click();
  await sleep(300);
  assert.deepEqual(visitor.requests.slice(before).filter((request) => !request.includes('/api/')), []);
  await button(page, w('discard')).click();
  await page.getByText(w('preview-saved')).waitFor();
  visitor.problems = visitor.problems.filter((problem) => !BLOCKED.test(problem));
  await leave(visitor);
});

test('what is changed of the methods is told before it is saved, and reaches the preview', async () => {
  const w = wordsOf('en');
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await open(page, 'sign-up-and-sign-in');
  const made = page.waitForResponse((answer) => answer.url().endsWith('/api/signet/previews') && /"signInMode"/.test(answer.request().postData() ?? ''));
  await page.getByRole('checkbox', { name: w('registration-open'), exact: true }).uncheck();
  assert.equal((await made).status(), 201);
  await page.getByText(w('summary-closed')).waitFor();
  await page.getByText(w('preview-unsaved')).waitFor();
  await inside(page).locator('form').first().waitFor();
  await button(page, w('discard')).click();
  await page.getByText(w('preview-saved')).waitFor();
  visitor.problems = visitor.problems.filter((problem) => !BLOCKED.test(problem));
  await leave(visitor);
});

test('the real thing looks as it was saved, and one signs in there', async () => {
  const { browser, signet } = running;
  const w = wordsOf('en');
  const origins = [signet.url, plan.url];
  const operator = await enterConsole(running, { origins });
  const { page, context } = operator;
  await open(page, 'branding');
  await page.getByRole('textbox', { name: w('primaryColor'), exact: true }).fill(COLOR);
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await choose(page, w('application'), { label: 'Bookstore' });
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: w('open-real', { name: 'Bookstore' }), exact: true }).click();
  const shop = await opened;
  await shop.getByRole('link', { name: 'Sign in', exact: true }).click();
  await shop.locator('#who', { hasText: OPERATOR }).waitFor();
  operator.problems = operator.problems.filter((problem) => !BLOCKED.test(problem));
  await leave(operator);

  const visitor = await newVisitor(browser, { origins });
  const who = somebody('reader');
  await visitor.page.goto(`${plan.url}/sign-in`);
  await visitor.page.locator('input[name=email]').waitFor();
  const brand = await visitor.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim());
  assert.equal(brand, COLOR);
  await signInOnPages(visitor.page, signet, who);
  await visitor.page.locator('#who', { hasText: who }).waitFor();
  await visitor.leave();
});
