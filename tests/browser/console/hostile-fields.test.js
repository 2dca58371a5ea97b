// Hostile text in every field of every form: it is text, stays within its place, and what is refused of
// it is said at the field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoOverflow } from '../../lib/audit.js';
import { PHONE } from '../../lib/browser.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertWellInBoth, button, done, enterConsole, filled, follow, leave, tokenOf,
} from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** The words of the language that the walk is in. */
let w = wordsOf('en');

/** Markup, and marks that turn the direction of what follows. */
const MARKUP = `"><img src=x onerror=alert(1)>\u202e\u2066אבג`;
const LONG = 'W'.repeat(10_000);

/** A field without a type is one for text, too. */
const TYPES = [...['text', 'email', 'url', 'password'].map((type) => `input[type=${type}]`), 'input:not([type])'];

/** The text fields of the page; the editors of code have a walk of their own. */
const fields = (page) => page.locator(`#main form :is(${TYPES}, textarea):not([readonly], .code-field *)`).filter({ visible: true });

const connector = (factory) => `/connectors/email-sms/new/${factory}`;
/** What the page is for lies behind a dialog. */
const openDialog = (page) => page.locator('#main [data-primary]').click();

const textbox = (page, name) => page.getByRole('textbox', { name: w(name), exact: true });

/** An application that is not in the list has an id to be typed, and then there is an address to be typed as well. */
async function nameAnother(page) {
  const choice = page.getByRole('combobox', { name: w('explain-application'), exact: true });
  await choice.selectOption({ label: w('other-application') });
  await textbox(page, 'application-id').fill('another');
  await textbox(page, 'explain-redirect-uri').waitFor();
}

/** Both ways of giving a mail, so that each field of the form is there. */
const BOTH_WAYS = {
  SignIn: { subject: 'Code', html: '<p>{{code}}</p>', text: '{{code}}' },
  Generic: { subject: 'Code', template: 'code', variables: { shop: 'Bookstore' } },
};

async function openDeliveries(page) {
  await textbox(page, 'json-editor').fill(JSON.stringify(BOTH_WAYS));
  await button(page, w('deliveries-form')).click();
  await textbox(page, 'variable-name').waitFor();
}

/** How a form that is full of markup is refused: at a field, beside the form, or not at all. */
const FORMS = [
  { path: '/applications/create?framework=express', refusal: 'field' },
  { path: (id) => `/applications/${id.application}/settings`, refusal: 'field' },
  { path: (id) => `/applications/${id.application}/guide`, refusal: 'field' },
  { path: (id) => `/applications/${id.application}/secrets`, prepare: openDialog, refusal: 'field' },
  { path: connector('mailgun-email'), prepare: (page) => page.getByRole('radio', { name: w('region-other') }).check(), refusal: 'field' },
  // What is refused of a mail is told beside the form.
  { path: connector('mailgun-email'), prepare: openDeliveries, refusal: 'form' },
  { path: connector('simple-mail-transfer-protocol'), refusal: 'field' },
  { path: connector('http-email'), refusal: 'field' },
  { path: '/sign-in-experience/branding', refusal: 'form' },
  { path: '/sign-in-experience/content', refusal: 'field' },
  { path: '/users/create', refusal: 'field' },
  { path: (id) => `/users/${id.user}/profile`, refusal: 'field' },
  { path: '/users/explain', prepare: nameAnother, refusal: 'none' },
  { path: '/settings/administrators', prepare: openDialog, refusal: 'field' },
];

const WRONG = { field: '[aria-invalid="true"]', form: '[aria-invalid="true"], [role=alert] p' };

/** An application and a person of one's own, to be changed. */
async function made(authorization, own) {
  const post = (path, body) => done(running.signet, authorization, 'POST', path, body);
  const { id: application } = await post('/applications', { name: 'Own', type: 'Traditional' });
  const { id: user } = await post('/users', { primaryEmail: own });
  // Somebody who looks after the server may be removed from those who do.
  await post(`/users/${user}/roles`, { roleIds: ['viewer'] });
  return { application, user };
}

async function assertHarmless(page) {
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  await assertNoOverflow(page);
}

/** Types it everywhere and sends it; waits until it is refused, if it is. */
async function fillAndSend(page, text, wrong) {
  const all = await fields(page).all();
  assert.ok(all.length > 0, `${page.url()} has no text field`);
  for (const field of all) await field.fill(text);
  await assertHarmless(page);
  const answered = page.waitForResponse((answer) => answer.url().includes('/api/') && answer.request().method() !== 'GET');
  await page.locator('#main form :is([data-save], button.is-primary)').filter({ visible: true }).first().click();
  await answered;
  if (wrong) await page.locator('#main').locator(wrong).first().waitFor();
  await assertHarmless(page);
}

/** Leaves nothing behind that would be asked about. */
async function forget(page) {
  await page.keyboard.press('Escape');
  for (const way of [button(page, w('discard')), page.locator('#main form').getByRole('link', { name: w('cancel'), exact: true })]) {
    if (await way.isVisible()) return way.click();
  }
}

/** Dialogs that have a name typed: where they are, what opens them, their titles. */
const finals = (own) => [
  { at: '/applications/:application/settings', open: `${w('remove-application')}…`, title: w('remove-application') },
  { at: '/applications/:application/secrets', open: `${w('remove')} Default secret`, title: w('remove-secret') },
  { at: '/users/:user/profile', open: `${w('remove-user')}…`, title: w('remove-user') },
  { at: '/settings/administrators', open: `${w('remove')} ${own}`, title: w('remove-administrator') },
];

/** What is typed does not open the way to what cannot be taken back. */
async function fillNames(page, ids, own) {
  for (const { at, open, title } of finals(own)) {
    await follow(page, `/console${filled(at, ids)}`);
    await button(page, open).click();
    const dialog = page.getByRole('dialog', { name: title, exact: true });
    for (const text of [MARKUP, LONG]) {
      await dialog.getByRole('textbox').fill(text);
      assert.equal(await dialog.getByRole('textbox').inputValue(), text);
      assert.ok(await button(dialog, title).isDisabled(), title);
      await assertHarmless(page);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
}

/** The search among frameworks asks nobody: it quotes what it does not find. */
async function searchFrameworks(page) {
  await follow(page, '/console/applications/create');
  for (const text of [MARKUP, LONG]) {
    await page.getByRole('searchbox', { name: w('framework-search'), exact: true }).fill(text);
    const said = page.locator('#main [role=status]').filter({ hasText: w('nothing-found', { query: text }) });
    await said.waitFor();
    assert.equal((await said.textContent()).trim(), w('nothing-found', { query: text }));
    await assertHarmless(page);
  }
}

for (const language of ['en', 'fr']) test(`hostile text in every field is text, and its refusal is said (${language})`, { timeout: 300_000 }, async () => {
  w = wordsOf(language);
  const own = `own.${language}@example.com`;
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  const ids = await made(await tokenOf(page, running.signet), own);
  await page.setViewportSize(PHONE);
  for (const { path, prepare, refusal } of FORMS) {
    await page.goto(`${running.signet.url}/console${typeof path === 'string' ? path : path(ids)}`);
    await page.locator('#main h1').waitFor();
    await page.locator('#main details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
    await prepare?.(page);
    await fillAndSend(page, MARKUP, WRONG[refusal]);
    await assertWellInBoth(page);
    await fillAndSend(page, LONG, WRONG.form);
    await forget(page);
  }
  await searchFrameworks(page);
  await fillNames(page, ids, own);
  await leave(visitor);
});

for (const language of ['en', 'fr']) test(`a hostile mail is shown as text (${language})`, async () => {
  w = wordsOf(language);
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  const mail = (text) => JSON.stringify({ Generic: { subject: text, html: `<p>{{code}}</p>${text}<script>alert(1)</script>`, text } });
  const editor = page.getByRole('textbox', { name: w('json-editor'), exact: true });
  await page.goto(`${running.signet.url}/console${connector('mailgun-email')}`);
  await page.setViewportSize(PHONE);
  await editor.fill(MARKUP);
  await page.locator('.problems .problem').first().waitFor();
  await assertHarmless(page);
  for (const text of [MARKUP, LONG]) {
    await editor.fill(mail(text));
    await page.locator('.mail').filter({ hasText: '000000' }).waitFor();
    await assertHarmless(page);
    await button(page, w('deliveries-form')).click();
    await page.getByRole('group', { name: 'Generic' }).first().waitFor();
    await assertHarmless(page);
    await button(page, w('deliveries-editor')).click();
  }
  await forget(page);
  await leave(visitor);
});
