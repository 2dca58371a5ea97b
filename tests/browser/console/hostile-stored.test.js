// Hostile text that was accepted, or is searched for: it is shown letter by letter, becomes no element,
// runs nothing, and stays within the screen of a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoOverflow } from '../../lib/audit.js';
import { PHONE } from '../../lib/browser.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, complete, done, enterConsole, follow, tokenOf } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** Markup, letters that are written from right to left, marks of direction, and a word that is too long for a line. */
const NAME = `"><img src=x onerror="window.hostileRan=1">&amp;{{code}}\u200fאבג\u200e العربية ${'W'.repeat(40)}`;
/** Names of secrets may hold no marks that are not seen. */
const SECRET = NAME.replace(/[\u200e\u200f]/g, '');
/** Nothing goes by this name. */
const NOWHERE = `"><img src=x onerror="window.hostileRan=1">\u200fאבג qzqzq`;
/** More than the API looks for. */
const LONG = 'W'.repeat(10_000);
/** Letters of the longest search: 256 with the two marks that are put around them. */
const MOST = 254;

/** What a browser says of a form that it does not send, and of a field in a frame that asks for the focus. */
const BLOCKED = /Blocked form submission|form-action|allow-forms|Blocked autofocusing/;
/** The refusals that this walk is about; there is no other one on its way. */
const TOO_LONG = /Failed to load resource.*[?&]search=%25WWW/;

/** An application, a user and a brand of this name; whatever is stored is what was sent. */
async function made(authorization) {
  const { signet } = running;
  const post = (path, body) => done(signet, authorization, 'POST', path, body);
  const oidcClientMetadata = { redirectUris: ['https://shop.example/callback'], postLogoutRedirectUris: [] };
  const application = await post('/applications', { name: NAME, description: NAME, type: 'Traditional', oidcClientMetadata });
  const secret = await post(`/applications/${application.id}/secrets`, { name: SECRET, expiresAt: null });
  // Without an address, the name is what the user is called everywhere.
  const user = await post('/users', { name: NAME });
  const experience = await done(signet, authorization, 'PATCH', '/sign-in-exp', { signet: { name: NAME } });
  const stored = [application.name, application.description, secret.name, user.name, experience.signet.name];
  assert.deepEqual(stored, [NAME, NAME, SECRET, NAME, NAME]);
  return { application: application.id, user: user.id };
}

/** Waits until a text is shown there, and compares it letter by letter. */
async function assertShown(at, text) {
  const found = at.filter({ hasText: text }).first();
  await found.waitFor();
  assert.ok((await found.textContent()).includes(text), `not literally: ${text.slice(0, 60)}`);
}

/** No element was made of the text, in a page or a frame, and no script ran. */
async function assertText(at) {
  assert.equal(await at.locator('img[src="x"]').count(), 0);
  assert.equal(await at.locator('html').evaluate(() => 'hostileRan' in window), false);
}

async function assertHarmless(page) {
  await assertText(page);
  await assertWell(page);
}

const go = (page, path) => follow(page, `/console${path}`);

/** Where the name is shown: a page, and the place on it. */
const PLACES = [
  [() => '/applications', 'tbody th'],
  [({ application }) => `/applications/${application}/settings`, 'h1'],
  [({ application }) => `/applications/${application}/guide`, 'h1'],
  [({ application }) => `/applications/${application}/secrets`, 'h1'],
  [({ application }) => `/applications/${application}/activity`, '.events summary'],
  [() => '/users', 'tbody th'],
  [({ user }) => `/users/${user}/sign-ins`, 'h1'],
  [({ user }) => `/users/${user}/profile`, 'h1'],
  [({ user }) => `/users/${user}/sessions`, 'h1'],
  [() => '/activity/events', '.events summary'],
  [() => '', '.first-steps li'],
];

/** What the fields of a page hold, by their labels. */
const FIELDS = [
  [({ application }) => `/applications/${application}/settings`, ['application-name', 'description']],
  [({ user }) => `/users/${user}/profile`, ['name']],
  [() => '/sign-in-experience/branding', ['brand-name']],
];

async function lookAtPages(page, w, ids) {
  for (const [path, place] of PLACES) {
    await go(page, path(ids));
    await assertShown(page.locator(`#main ${place}`), NAME);
    // Nothing is checked of somebody without an address.
    if (!path(ids).endsWith('/sign-ins')) await complete(page, w);
    await assertHarmless(page);
  }
  await go(page, `/applications/${ids.application}/secrets`);
  await assertShown(page.locator('#main tbody th'), SECRET);
  for (const [path, labels] of FIELDS) {
    await go(page, path(ids));
    for (const label of labels) assert.equal(await page.getByRole('textbox', { name: w(label), exact: true }).inputValue(), NAME, label);
    await assertHarmless(page);
  }
}

/** The brand and the application, on the page as people would see it. */
async function lookAtPreview(page, w, { application }) {
  await go(page, '/sign-in-experience/branding');
  // On a phone the preview opens over the page.
  await page.getByRole('button', { name: w('full-screen'), exact: true }).click();
  const inside = page.frameLocator('.preview-box iframe');
  const lookInside = async () => {
    await assertShown(inside.locator('.who-name'), NAME);
    await assertText(inside);
    const wide = await inside.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth + 1);
    assert.equal(wide, false, 'the page in the frame is wider than the frame');
    await assertText(page);
    await assertNoOverflow(page);
  };
  await lookInside();
  // A frame that is being loaded cannot be asked.
  const loaded = page.waitForEvent('framenavigated', (frame) => /[?&]application=/.test(frame.url()));
  await page.getByRole('dialog').getByRole('combobox', { name: w('application'), exact: true }).selectOption(application);
  await loaded;
  await assertShown(page.getByRole('dialog').locator('.panel-head a'), NAME);
  await lookInside();
}

/** Waits until the API has been asked for what was typed. */
async function search(page, field, text, path) {
  const answered = page.waitForResponse((answer) => answer.url().includes(`/api${path}?`) && new URL(answer.url()).searchParams.has('search'));
  await field.fill(text);
  return (await answered).status();
}

async function searchLists(page, w) {
  for (const [path, label] of [['/users', 'users-search'], ['/applications', 'applications-search']]) {
    await go(page, path);
    const field = page.getByRole('searchbox', { name: w(label), exact: true });
    assert.equal(await search(page, field, NAME, path), 200);
    await assertShown(page.locator('#main tbody th'), NAME);
    assert.equal(await search(page, field, NOWHERE, path), 200);
    await assertShown(page.locator('#main h2'), w('nothing-found', { query: NOWHERE }));
    assert.equal(await field.inputValue(), NOWHERE);
    await assertHarmless(page);
    // The box takes no more than can be looked for.
    assert.equal(await search(page, field, LONG, path), 200);
    assert.equal(await field.inputValue(), LONG.slice(0, MOST));
    // An address may ask for more: the page says that it is refused, and the box stays, to be changed.
    const long = LONG.slice(0, MOST + 1), alert = page.locator('#main [role=alert]');
    await go(page, `${path}?q=${long}`);
    await alert.first().waitFor();
    assert.equal(await field.inputValue(), long);
    await assertHarmless(page);
    assert.equal(await search(page, field, NAME, path), 200);
    await assertShown(page.locator('#main tbody th'), NAME);
    assert.equal(await alert.count(), 0);
    assert.ok(await field.evaluate((box) => box === document.activeElement), 'whoever types goes on typing');
  }
}

async function searchEvents(page, w, { application }) {
  for (const text of [NOWHERE, LONG]) {
    await go(page, '/activity/events');
    await page.getByRole('searchbox', { name: w('error-reference'), exact: true }).fill(text);
    await page.keyboard.press('Enter');
    await page.getByText(w('events-empty'), { exact: true }).waitFor();
    await assertShown(page.locator('#main [role=status] button .mono'), text);
    await assertHarmless(page);
  }
  // The events of one application are chosen by its name.
  await go(page, '/activity/events');
  const choice = page.locator('#main').getByRole('combobox', { name: w('application'), exact: true });
  await choice.selectOption(application);
  await page.waitForURL((url) => url.searchParams.get('application') === application);
  assert.equal(await choice.evaluate((select) => select.selectedOptions[0].textContent), NAME);
  await assertShown(page.locator('#main .events summary'), NAME);
  await assertHarmless(page);
}

async function searchPalette(page, w) {
  await go(page, '');
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog'), field = dialog.getByRole('combobox', { name: w('search'), exact: true });
  assert.equal(await search(page, field, NAME, '/users'), 200);
  for (const note of ['applications', 'users']) {
    const option = dialog.locator('li').filter({ has: page.getByText(w(note), { exact: true }) });
    await assertShown(option, NAME);
  }
  await assertHarmless(page);
  for (const [text, status] of [[NOWHERE, 200], [LONG, 400]]) {
    assert.equal(await search(page, field, text, '/users'), status);
    await dialog.getByText(w('search-nothing'), { exact: true }).waitFor();
    assert.equal(await dialog.locator('li').count(), 0);
    await assertHarmless(page);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

for (const language of ['en', 'fr']) {
  test(`hostile text that is stored or searched for is text (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const authorization = await tokenOf(page, running.signet);
    const ids = await made(authorization);
    await page.setViewportSize(PHONE);
    await lookAtPages(page, w, ids);
    await lookAtPreview(page, w, ids);
    await searchLists(page, w);
    await searchEvents(page, w, ids);
    await searchPalette(page, w);
    // The next one signs in on pages of the plain name.
    await done(running.signet, authorization, 'PATCH', '/sign-in-exp', { signet: { name: null } });
    visitor.problems = visitor.problems.filter((problem) => !BLOCKED.test(problem) && !TOO_LONG.test(problem));
    await visitor.leave();
  });
}
