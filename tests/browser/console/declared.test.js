// What `signet.toml` declares is shown with the line where it stands, and nothing on its page changes it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startMailgun } from '../../lib/mailgun.js';
import { clientSecret } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, assertWellInBoth, button, enterConsole } from './enter.js';

const mailgun = await startMailgun();
// The demo app is a Bookstore already.
const library = { id: 'library', name: 'Library', kind: 'traditional', secret: clientSecret(), redirect_uris: ['https://library.example.com/callback'] };
const EXPERIENCE = `[branding]
color = "#1d5b4f"
support_email = "help@example.com"
[sign_in]
mode = "SignInAndRegister"
methods = [{ identifier = "email", verification_code = true }]
`;
const running = suite({
  browser: true,
  extra: `${mailgun.table}\n${EXPERIENCE}${ADMINISTRATORS}`,
  applications: [library],
  mailbox: mailgun,
  begin: () => () => mailgun.stop(),
});

/** The settings of a page: its test mail and its preview lie outside of them. */
const SETTINGS = '#main form.stack';
const CHOICES = ':is(input:is([type=checkbox], [type=radio]), select)';
const TEXTS = ':is(input:not([type=checkbox], [type=radio], [type=color]), textarea)';

/** Where a line of the file stands, as the console says it. */
function placeOf(line) {
  const lines = readFileSync(join(running.signet.folder, 'signet.toml'), 'utf8').split('\n');
  assert.ok(lines.includes(line), line);
  return `signet.toml:${lines.indexOf(line) + 1}`;
}

async function open(page, path) {
  await page.goto(`${running.signet.url}/console${path}`);
  await page.locator('#main h1').waitFor();
}

/** Text is not changed here, but can be reached, read and copied. */
async function assertReadOnly(page, fields) {
  await fields.first().waitFor();
  const states = await fields.evaluateAll((all) => all.map((field) => {
    field.focus();
    return { isReadOnly: field.readOnly, hasFocus: document.activeElement === field };
  }));
  assert.deepEqual(states, states.map(() => ({ isReadOnly: true, hasFocus: true })), page.url());
  const before = await fields.first().inputValue();
  await fields.first().focus();
  await page.keyboard.type('x');
  assert.equal(await fields.first().inputValue(), before);
  assert.equal(await page.locator('#main [data-save]').count(), 0, `${page.url()} offers to save`);
}

/** Nothing of a page changes what it shows. */
async function assertFixed(page, w) {
  await page.locator('#main details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
  const choices = await page.locator(`${SETTINGS} ${CHOICES}`).evaluateAll((all) => all.map((one) => one.disabled));
  assert.ok(choices.every(Boolean), `${page.url()} has a choice that is not locked`);
  await assertReadOnly(page, page.locator(`${SETTINGS} ${TEXTS}`));
  for (const id of ['remove-application', 'remove-connector']) {
    assert.equal(await page.getByRole('button', { name: w(id) }).count(), 0, `${page.url()} offers to delete`);
  }
}

/** The badge beside the name, and the sentence above the settings. */
async function assertDeclared(page, w, place) {
  await page.getByText(w('declared-in-file', { place }), { exact: true }).waitFor();
  assert.deepEqual(await page.locator('.page-title .badge .mono').allTextContents(), [place]);
}

async function lookAtApplication(page, w) {
  const place = placeOf('[[applications]]');
  await open(page, '/applications');
  const row = page.locator('#main tbody tr', { has: page.locator('a[href$="/applications/library/settings"]') });
  assert.deepEqual(await row.locator('.badge').allTextContents(), [place]);
  await open(page, '/applications/library/settings');
  await assertDeclared(page, w, place);
  await assertFixed(page, w);
  await assertWellInBoth(page);
  await open(page, '/applications/library/secrets');
  await page.locator('#main tbody tr').first().waitFor();
  assert.deepEqual(await page.locator('#main tbody .badge').allTextContents(), ['signet.toml']);
  assert.equal(await button(page, w('create-secret')).count(), 0);
  assert.equal(await page.locator('#main tbody').getByRole('button', { name: w('remove') }).count(), 0);
}

async function lookAtConnector(page, w) {
  const place = placeOf('[email]');
  await open(page, '/connectors/email-sms');
  const row = page.locator('.connector-row');
  assert.deepEqual(await row.locator('.badge .mono').allTextContents(), [place]);
  await row.locator('.row-link').click();
  await page.waitForURL(/\/email-sms\/email\.file$/);
  await assertDeclared(page, w, place);
  await assertFixed(page, w);
  await assertWellInBoth(page);
}

/** What the file sets of the sign-in experience, and the line that does. */
const MEMBERS = [
  ['color.primaryColor', 'color = "#1d5b4f"'],
  ['signIn.methods', 'methods = [{ identifier = "email", verification_code = true }]'],
  ['signInMode', 'mode = "SignInAndRegister"'],
  ['supportEmail', 'support_email = "help@example.com"'],
];

/** Here the file owns some of the settings: they are named with their places, and the others stay free. */
async function lookAtExperience(page, w) {
  const declared = MEMBERS.map(([member, line]) => `${member} (${placeOf(line)})`).join(', ');
  const textbox = (id) => page.getByRole('textbox', { name: w(id), exact: true });
  for (const [tab, fixed, free] of [['branding', 'primaryColor', 'brand-name'], ['content', 'support-email', 'support-url']]) {
    await open(page, `/sign-in-experience/${tab}`);
    await page.getByText(w('declared-members')).waitFor();
    assert.deepEqual(await page.locator('.notice .mono').allTextContents(), [declared]);
    await assertReadOnly(page, textbox(fixed));
    assert.ok(await textbox(free).isEditable(), free);
    await assertWell(page);
  }
  await open(page, '/sign-in-experience/sign-up-and-sign-in');
  await page.getByText(w('declared-members')).waitFor();
  assert.ok(await page.getByRole('checkbox', { name: w('registration-open'), exact: true }).isDisabled());
  const methods = page.locator('.method');
  assert.equal(await methods.count(), 1);
  assert.equal(await methods.getByRole('button').count(), 0);
  assert.ok(await methods.getByRole('checkbox', { name: w('verification-code'), exact: true }).isDisabled());
  await assertWellInBoth(page);
}

/** The demo app belongs to Signet itself. */
async function lookAtDemo(page, w) {
  await open(page, '/applications/demo-app/settings');
  await page.getByText(w('built-in-text'), { exact: true }).waitFor();
  assert.ok((await page.locator('.page-title .badge').allTextContents()).includes(w('built-in')));
  await assertFixed(page, w);
  await assertWell(page);
}

for (const language of ['en', 'fr']) {
  test(`what the file declares says where it stands, and is not changed here (${language})`, { timeout: 120_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    for (const look of [lookAtApplication, lookAtConnector, lookAtExperience, lookAtDemo]) await look(page, w);
    await visitor.leave();
  });
}
