// The live preview of the console: it shows what is not saved yet, in both languages and themes, and sends nothing;
// a small screen it takes whole; the real thing is one link away, and looks so once it is saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { planRelyingParty } from '../../lib/relying-party.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, button, done, enterConsole, leave, OPERATOR, saved } from './enter.js';
import { ZOOMED } from './hands.js';

const plan = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });
const running = suite({ browser: true, extra: ADMINISTRATORS, plans: [plan] });

const BRANDING = '/console/sign-in-experience/branding';
const METHODS = '/console/sign-in-experience/sign-up-and-sign-in';

/** Signet's own, which stand in the settings until somebody changes them. */
const OWN = { color: '#1d5b4f', name: 'Signet' };
const COLOR = '#a4133c';
const OTHER_COLOR = '#1a4f8b';
const DARK_COLOR = '#ffb3c1';
const NAME = 'Unsaved & Co';

/** What the pages say to people who are new, while they may sign up and when they may not. */
const NEW_PEOPLE = {
  en: { signIn: 'New here?', open: 'One more click', closed: 'New accounts can’t be created here' },
  fr: { signIn: 'Première visite', open: 'Il ne reste qu’un clic', closed: 'pas possible de créer un compte ici' },
};

/** What a browser says of a form that it does not send. */
const NOT_SENT = /Blocked form submission|form-action|allow-forms/;
const BLOCKED = new RegExp(`${NOT_SENT.source}|Blocked autofocusing`);

const FRAME = '.preview-box iframe';
const PREVIEWS = '/api/signet/previews';

const choose = (page, name, value) => page.getByRole('combobox', { name, exact: true }).selectOption(value);
const textbox = (page, name) => page.getByRole('textbox', { name, exact: true });

/** The frame, once such an address is loaded into it. */
async function framed(page, isMeant = ({ pathname }) => pathname.startsWith('/preview/')) {
  const frame = await (await page.locator(FRAME).elementHandle()).contentFrame();
  await frame.waitForURL(isMeant);
  return frame;
}

/** Changes what is typed: the frame once it shows the settings that are meant, and the request that asked for it. */
async function previewed(page, change, isMeant) {
  const asked = page.waitForRequest((one) => one.url().endsWith(PREVIEWS) && isMeant(one.postDataJSON()));
  await change();
  const request = await asked;
  const answer = await request.response();
  assert.equal(answer.status(), 201);
  const { pathname } = new URL((await answer.json()).url);
  return { request, frame: await framed(page, (url) => url.pathname.startsWith(pathname)) };
}

const isEmpty = (body) => Object.keys(body).length === 0;

/** Takes back all that is typed: the frame once it shows what is saved. */
async function discard(page, w) {
  const { frame } = await previewed(page, () => button(page, w('discard')).click(), isEmpty);
  await page.getByText(w('preview-saved'), { exact: true }).waitFor();
  return frame;
}

/** The settings as they are saved, asked for with the token of a request of the console. */
async function settings(request) {
  const { authorization } = await request.allHeaders();
  return done(running.signet, authorization, 'GET', '/sign-in-exp');
}

/** What the page in the frame looks like. */
const look = (frame) =>
  frame.locator('html').evaluate((html) => ({
    language: html.lang,
    theme: html.querySelector('meta[name=color-scheme]').content,
    brand: getComputedStyle(html).getPropertyValue('--brand').trim(),
    name: html.querySelector('.who-name').textContent.trim(),
  }));

/** Sends the form in the frame: the browser says that it does not, and nothing leaves it. */
async function assertSendsNothing(visitor, frame) {
  const before = visitor.requests.length;
  const told = visitor.page.waitForEvent('console', (message) => NOT_SENT.test(message.text()));
  await frame.locator('input[name=email]').fill('ada@example.com');
  await frame.locator('form button').first().click();
  await told;
  assert.deepEqual(visitor.requests.slice(before).filter((request) => !request.includes('/api/')), []);
}

/** Ends a walk on which a form was tried that nobody may send. */
async function leavePreview(visitor) {
  visitor.problems = visitor.problems.filter((problem) => !BLOCKED.test(problem));
  await leave(visitor);
}

for (const [language, other] of [['en', 'fr'], ['fr', 'en']]) {
  const w = wordsOf(language);

  test(`what is typed of the brand is shown before it is saved, in both themes (${language})`, async () => {
    const visitor = await enterConsole(running, { language, path: BRANDING });
    const { page } = visitor;
    const before = { language, theme: 'light', brand: OWN.color, name: OWN.name };
    assert.deepEqual(await look(await framed(page)), before);
    // One after the other: each change makes a preview that takes the place of the one before.
    const type = (label, text, isMeant) => previewed(page, () => textbox(page, w(label)).fill(text), isMeant);
    await type('primaryColor', COLOR, ({ color }) => color?.primaryColor === COLOR);
    await type('darkPrimaryColor', DARK_COLOR, ({ color }) => color?.darkPrimaryColor === DARK_COLOR);
    const { frame, request } = await type('brand-name', NAME, ({ signet }) => signet?.name === NAME);
    assert.deepEqual(await look(frame), { language, theme: 'light', brand: COLOR, name: NAME });
    await page.getByText(w('preview-unsaved'), { exact: true }).waitFor();
    const { color, signet } = await settings(request);
    assert.deepEqual([color.primaryColor, signet.name], [OWN.color, null]);

    await choose(page, w('preview-language'), other);
    await choose(page, w('preview-theme'), 'dark');
    await framed(page, ({ search }) => search.includes(`lang=${other}&theme=dark`));
    assert.deepEqual(await look(frame), { language: other, theme: 'dark', brand: DARK_COLOR, name: NAME });
    if (language === 'fr') await assertWell(page);
    await assertSendsNothing(visitor, frame);
    assert.equal((await look(await discard(page, w))).name, OWN.name);
    await leavePreview(visitor);
  });

  test(`what is changed of the methods is told and shown before it is saved (${language})`, async () => {
    const visitor = await enterConsole(running, { language, path: METHODS });
    const { page } = visitor;
    const { signIn, open, closed } = NEW_PEOPLE[language];
    const said = (frame) => frame.innerText('body');
    let frame = await framed(page);
    assert.ok((await said(frame)).includes(signIn));

    // What cannot be saved is not shown: the preview says why, and goes on to show what can be.
    const alert = page.getByRole('region', { name: w('live-preview'), exact: true }).getByRole('alert');
    const refused = page.waitForResponse((answer) => answer.url().endsWith(PREVIEWS) && answer.status() === 400);
    await choose(page, w('sign-up-identifier'), 'email-or-phone');
    await alert.getByText((await (await refused).json()).message, { exact: true }).waitFor();
    await page.getByText(w('needs-sms'), { exact: true }).waitFor();
    await page.getByText(w('summary-sign-up', { identifier: w('way-email-or-phone'), with: 'code' })).waitFor();
    assert.ok((await said(frame)).includes(signIn));
    ({ frame } = await previewed(page, () => choose(page, w('sign-up-identifier'), 'email'), isEmpty));
    assert.equal(await alert.innerText(), '');

    const registration = page.getByRole('checkbox', { name: w('registration-open'), exact: true });
    const made = await previewed(page, () => registration.uncheck(), ({ signInMode }) => signInMode === 'SignIn');
    await page.getByText(w('summary-closed')).waitFor();
    await page.getByText(w('preview-unsaved'), { exact: true }).waitFor();
    const { signInMode, signUp } = await settings(made.request);
    assert.deepEqual([signInMode, signUp.identifiers], ['SignInAndRegister', ['email']]);
    assert.ok(!(await said(made.frame)).includes(signIn), 'the preview offers an account that nobody may create');
    await choose(page, w('preview-page'), 'no-account');
    frame = await framed(page, ({ pathname }) => pathname.endsWith('/no-account/0'));
    assert.ok((await said(frame)).includes(closed));
    assert.ok((await said(await discard(page, w))).includes(open));
    await leavePreview(visitor);
  });
}

test('on a screen of 320 × 256 the preview takes all of it, and gives it back', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr', path: BRANDING, viewport: ZOOMED });
  const { page } = visitor;
  const opener = button(page, w('full-screen'));
  const dialog = page.getByRole('dialog', { name: w('live-preview'), exact: true });
  const ways = [
    [() => opener.click(), () => page.keyboard.press('Escape')],
    // Where the focus is by then.
    [() => page.keyboard.press('Enter'), () => button(dialog, w('close')).click()],
  ];
  await opener.waitFor();
  for (const [open, close] of ways) {
    assert.equal(await page.locator(FRAME).count(), 0);
    await open();
    await dialog.waitFor();
    assert.deepEqual(await dialog.boundingBox(), { x: 0, y: 0, ...ZOOMED });
    const frame = await framed(page);
    await page.locator(FRAME).evaluate((element) => element.scrollIntoView());
    const { x, y, width, height } = await frame.locator('h1').boundingBox();
    const isSeen = x >= 0 && y >= 0 && x + width <= ZOOMED.width && y + height <= ZOOMED.height;
    assert.ok(isSeen, `the heading is at ${[x, y, width, height]}`);
    assert.match(await frame.innerText('h1'), /^Connexion$/);
    await close();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(await opener.evaluate((element) => element === document.activeElement), 'the focus is lost');
  }
  await leavePreview(visitor);
});

// What is saved already cannot be saved: each language has a colour of its own.
for (const [language, color] of [['en', COLOR], ['fr', OTHER_COLOR]]) {
  test(`the real thing looks as it was saved, and one signs in there (${language})`, async () => {
    const { browser, signet } = running;
    const w = wordsOf(language);
    const origins = [signet.url, plan.url];
    const operator = await enterConsole(running, { language, origins, path: BRANDING });
    const { page, context } = operator;
    await framed(page);
    await textbox(page, w('primaryColor')).fill(color);
    await button(page, w('save-changes')).click();
    await saved(page, w);
    await choose(page, w('application'), { label: 'Bookstore' });
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: w('open-real', { name: 'Bookstore' }), exact: true }).click();
    const shop = await opened;
    await shop.getByRole('link', { name: 'Sign in', exact: true }).click();
    await shop.locator('#who', { hasText: OPERATOR }).waitFor();
    await leavePreview(operator);

    const visitor = await newVisitor(browser, { origins, locale: language });
    const who = somebody('reader');
    await visitor.page.goto(`${plan.url}/sign-in`);
    await visitor.page.locator('input[name=email]').waitFor();
    assert.equal((await look(visitor.page)).brand, color);
    await signInOnPages(visitor.page, signet, who);
    await visitor.page.locator('#who', { hasText: who }).waitFor();
    await visitor.leave();
  });
}
