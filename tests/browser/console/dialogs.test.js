// Every dialog of the console, open: readable by everybody, within its width, in both languages and both themes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SMALL_PHONE } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { saw } from '../../lib/witness.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertWellInBoth, button, complete, done, enterConsole, filled, follow, leave, makeOneOfEach, READER,
  tokenOf,
} from './enter.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

const DESK = { width: 1280, height: 900 };
const SECRET = 'Default secret';

const press = (name, more = '') => (page, w) => button(page, w(name) + more).click();
const pressPrimary = (page) => page.locator('#main [data-primary]').click();
const key = (name) => (page) => page.keyboard.press(name);
const said = (name) => (w) => w(name);

/** What is counted of what would go, which comes a moment after the dialog. */
const counted = (dialog, w) => dialog.getByText(w('impact'));

/** Where a dialog opens, what opens it, its name, and what of it is there last if that is not its heading. */
const DIALOGS = [
  { at: '', open: key('Control+K'), name: said('search'), last: (dialog) => dialog.getByRole('option') },
  { at: '', open: key('?'), name: said('keys') },
  {
    at: '/applications/:application/settings',
    open: press('remove-application', '…'), name: said('remove-application'), last: counted,
  },
  { at: '/applications/:application/secrets', open: press('remove', ` ${SECRET}`), name: said('remove-secret') },
  { at: '/users/:user/profile', open: press('remove-user', '…'), name: said('remove-user'), last: counted },
  { at: '/connectors/email-sms', open: press('replace-connector'), name: said('choose-provider') },
  { at: '/connectors/email-sms/:connector', open: (page) => button(page, 'README').click(), name: () => 'README' },
  { at: '/connectors/email-sms/:connector', open: press('remove-connector', '…'), name: said('remove-connector') },
  { at: '/settings/administrators', open: pressPrimary, name: said('invite-title') },
  {
    at: '/settings/administrators',
    open: press('change-role', ` ${READER}`), name: (w) => w('change-role-of', { name: READER }),
  },
  { at: '/settings/administrators', open: press('remove', ` ${READER}`), name: said('remove-administrator') },
  {
    at: '/sign-in-experience/branding',
    open: press('all-states'), name: (w) => new RegExp(`^${w('all-states')}`),
  },
];

/** How many dialogs each file has that are looked at here; those of `dialog.js` are what they are made of. */
const FILES = {
  'pages/applications/removal.js': 1,
  'pages/applications/secrets.js': 3,
  'pages/connectors/detail.js': 2,
  'pages/connectors/list.js': 1,
  'pages/settings/administrators.js': 3,
  'pages/sign-in-experience/frame.js': 1,
  'pages/users/profile.js': 1,
  'parts/again.js': 1,
  'parts/help.js': 1,
  'parts/palette.js': 1,
  'parts/preview-frame.js': 1,
};

/** Opens a dialog, looks at it, and closes it by a key. */
async function lookAt(page, w, { open, name, last }) {
  await open(page, w);
  const dialog = page.getByRole('dialog', { name: name(w), exact: true });
  await dialog.waitFor();
  if (last) await last(dialog, w).first().waitFor();
  await assertWellInBoth(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/** A search that finds nothing. */
async function lookAtNothing(page, w) {
  const open = async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: w('search'), exact: true }).fill('qzqzq');
  };
  const last = (dialog) => dialog.getByText(w('search-nothing'), { exact: true });
  await lookAt(page, w, { open, name: said('search'), last });
}

/** What a secret is made by, and the secret that was made. */
async function lookAtNewSecret(page, w, { application }, name) {
  await follow(page, `/console/applications/${application}/secrets`);
  await lookAt(page, w, { open: pressPrimary, name: said('create-secret') });
  const open = async () => {
    await pressPrimary(page);
    const form = page.getByRole('dialog', { name: w('create-secret'), exact: true });
    await form.getByRole('textbox', { name: w('name'), exact: true }).fill(name);
    await button(form, w('create-secret')).click();
    const made = page.getByRole('dialog', { name: w('secret-made'), exact: true });
    saw('client secret', (await made.locator('.mono').first().innerText()).trim());
  };
  await lookAt(page, w, { open, name: said('secret-made') });
  await page.locator('#main tbody tr', { hasText: name }).waitFor();
}

/** Where there is no room beside the settings, the preview is a dialog. */
async function lookAtPreview(page, w) {
  await follow(page, '/console/sign-in-experience/branding');
  await page.setViewportSize(SMALL_PHONE);
  const last = (dialog) => dialog.frameLocator('iframe').locator('form');
  await lookAt(page, w, { open: press('full-screen'), name: said('live-preview'), last });
  await page.setViewportSize(DESK);
}

/** A secret is shown to whoever has signed in just now; the server is made to say that this was too long ago. */
async function lookAtProof(page, w, { application }) {
  await follow(page, `/console/applications/${application}/secrets`);
  await page.route('**/reveal', (route) => route.fulfill({
    status: 401,
    headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' },
    json: { code: 'auth.insufficient_user_authentication', message: 'Sign in again.' },
  }));
  const open = press('reveal', ` ${w('application-secret')} ${SECRET}`);
  await lookAt(page, w, { open, name: said('again-prove') });
}

/** The session has ended, and with it what can be looked at. */
async function lookAtEnd(page, w) {
  const refuse = (where, status, json) => page.route(where, (route) => route.fulfill({ status, json }));
  await refuse('**/oidc/token', 400, { error: 'invalid_grant' });
  await refuse('**/api/**', 401, { code: 'auth.unauthorized', message: 'Unauthorized.' });
  const open = () => page.locator('#navigation').getByRole('link', { name: w('users'), exact: true }).click();
  await lookAt(page, w, { open, name: said('again-expired') });
}

let ids;

/** What dialogs are about: among it a viewer, who may be made an administrator, and removed. */
async function makeOnce(page) {
  if (ids) return;
  const authorization = await tokenOf(page, running.signet);
  ids = await makeOneOfEach(running.signet, authorization, mailgun);
  await done(running.signet, authorization, 'POST', `/users/${ids.reader}/roles`, { roleIds: ['viewer'] });
}

test('no dialog of the console is left out', () => {
  const root = fileURLToPath(new URL('../../../web/console/', import.meta.url));
  const found = {};
  for (const file of readdirSync(root, { recursive: true })) {
    if (!/^(pages|parts)\/.*\.js$/.test(file) || file === 'parts/dialog.js') continue;
    const dialogs = readFileSync(join(root, file), 'utf8').match(/<\$\{(Dialog|Modal|Final)\}/g);
    if (dialogs) found[file] = dialogs.length;
  }
  assert.deepEqual(found, FILES);
});

for (const language of ['en', 'fr']) {
  test(`every dialog is well (${language})`, { timeout: 180_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await makeOnce(page);
    for (const one of DIALOGS) {
      const path = `/console${filled(one.at, ids)}`;
      if (new URL(page.url()).pathname !== path) await follow(page, path);
      await complete(page, w);
      await lookAt(page, w, one);
    }
    await lookAtNothing(page, w);
    await lookAtNewSecret(page, w, ids, `next-${language}`);
    await lookAtPreview(page, w);
    await lookAtProof(page, w, ids);
    await lookAtEnd(page, w);
    visitor.problems = visitor.problems.filter((problem) => !/Blocked autofocusing|oidc\/token/.test(problem));
    await leave(visitor);
  });
}
