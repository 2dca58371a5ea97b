// Two tabs with the same application: what both change is shown side by side and decided field by field,
// what only one of them changes is kept, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWellInBoth, button, done, enterConsole, leave, OPERATOR, saved, tokenOf } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** The application as both tabs find it, and what each types over it. */
const WAS = { name: 'Bookstore', description: null };
const THEIRS = { name: 'Book shop', description: 'Sells old books' };
const YOURS = { name: 'Library', description: 'Lends books' };
const CALLBACK = 'http://localhost:3000/callback';

/** What the fields of these members are called. */
const LABELS = { name: 'application-name', description: 'description' };

const field = (page, w, id) => page.getByRole('textbox', { name: w(id), exact: true });

async function type(page, w, values) {
  for (const [member, text] of Object.entries(values)) await field(page, w, LABELS[member]).fill(text);
}

/** The settings of a new application in two tabs of one person. */
async function inTwoTabs(language) {
  const w = wordsOf(language);
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  const authorization = await tokenOf(page, running.signet);
  const ask = (method, path, body) => done(running.signet, authorization, method, `/applications${path}`, body);
  const { id } = await ask('POST', '', {
    ...WAS, type: 'Traditional', oidcClientMetadata: { redirectUris: [], postLogoutRedirectUris: [] },
  });
  await page.getByRole('link', { name: w('applications'), exact: true }).first().click();
  // The newest is the first.
  await page.getByRole('link', { name: WAS.name, exact: true }).first().click();
  await field(page, w, LABELS.name).waitFor();
  const other = await visitor.tab();
  await other.goto(page.url());
  await field(other, w, LABELS.name).waitFor();
  /** What the server has of it. */
  const stands = async () => {
    const { name, description, oidcClientMetadata } = await ask('GET', `/${id}`);
    return { name, description, redirectUris: oidcClientMetadata.redirectUris };
  };
  return { w, visitor, page, other, stands };
}

const saveByKey = (page) => page.keyboard.press('Control+S');

/** What stands side by side: of each field its name, and each value behind its label. */
const sidesOf = (clash) => clash.locator('div:has(> h3)').evaluateAll((all) => all.map((one) => [
  one.querySelector('h3').textContent,
  ...[...one.querySelectorAll('dt')].map((label) => [label.textContent, label.nextElementSibling.textContent]),
]));

/** The same as it is to be. */
const sides = (w, members) => members.map((member) => [
  w(LABELS[member]),
  [w('conflict-was'), WAS[member] ?? '–'],
  [w('conflict-theirs'), THEIRS[member]],
  [w('conflict-yours'), YOURS[member]],
]);

for (const language of ['en', 'fr']) {
  test(`what two tabs change at once is shown side by side, and settled field by field (${language})`, async () => {
    const { w, visitor, page, other, stands } = await inTwoTabs(language);
    await type(other, w, THEIRS);
    await field(other, w, 'redirect-uris').fill(CALLBACK);
    await saveByKey(other);
    await saved(other, w);
    const theirs = { ...THEIRS, redirectUris: [CALLBACK] };
    assert.deepEqual(await stands(), theirs);

    await type(page, w, YOURS);
    await saveByKey(page);
    const clash = page.getByRole('alert', { name: w('conflict'), exact: true });
    // Who it was comes a moment after what it is.
    await clash.getByText(OPERATOR).waitFor();
    assert.deepEqual(await sidesOf(clash), sides(w, ['name', 'description']));
    assert.ok(await button(page, w('save-changes')).isDisabled());
    await assertWellInBoth(page);
    assert.deepEqual(await stands(), theirs, 'nothing is overwritten before it is decided');

    const take = button(page, `${w('take-theirs')} ${w('description')}`);
    await take.click();
    await take.waitFor({ state: 'detached' });
    assert.equal(await field(page, w, 'description').inputValue(), THEIRS.description);
    assert.deepEqual(await sidesOf(clash), sides(w, ['name']));
    assert.ok(await button(page, w('save-changes')).isDisabled(), 'one is not decided yet');
    await button(page, `${w('keep-mine')} ${w('application-name')}`).click();
    await clash.waitFor({ state: 'detached' });
    assert.equal(await field(page, w, 'application-name').inputValue(), YOURS.name);
    await button(page, w('save-changes')).click();
    await saved(page, w);
    assert.deepEqual(await stands(), { ...theirs, name: YOURS.name });
    await page.getByRole('heading', { name: YOURS.name, exact: true }).waitFor();
    await leave(visitor);
  });
}

test('what only one of two tabs changes is kept, and so is what the other one typed elsewhere', async () => {
  const { w, visitor, page, other, stands } = await inTwoTabs('fr');
  await field(other, w, 'redirect-uris').fill(CALLBACK);
  await saveByKey(other);
  await saved(other, w);
  await field(page, w, 'description').fill(YOURS.description);
  await saveByKey(page);
  await page.getByText(w('merged')).first().waitFor();
  assert.deepEqual(await stands(), { ...WAS, description: YOURS.description, redirectUris: [CALLBACK] });
  assert.equal(await field(page, w, 'redirect-uris').inputValue(), CALLBACK);
  await leave(visitor);
});
