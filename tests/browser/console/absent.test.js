// What Signet does not do is not in its console: organizations, social connectors, SMS.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, button, enterConsole } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });
const w = wordsOf('en');
const LIST = '/console/connectors/email-sms';

/** The buttons that add a mail for a usage type. */
const quick = (page) => page.locator('#main form.stack button', { hasText: /^\+ / });

test('there are no organizations, no social connectors and no SMS', async () => {
  const visitor = await enterConsole(running, { path: LIST });
  const { page } = visitor;
  const entries = await page.locator('#navigation a').allTextContents();
  assert.ok(entries.includes(w('users')), entries.join());
  assert.doesNotMatch(entries.join(), /organi[sz]ation/i);

  assert.deepEqual(await page.locator('#main .tabs a').allTextContents(), [w('email-sms-connectors')]);
  assert.doesNotMatch(await page.locator('#main').textContent(), /social/i);
  const rows = await page.locator('.connector-row').allTextContents();
  assert.equal(rows.length, 1, rows.join());
  assert.doesNotMatch(rows[0], /\bSMS\b/);

  await button(page, w('configure')).click();
  const cards = page.getByRole('dialog').locator('.card');
  await cards.first().waitFor();
  assert.doesNotMatch((await cards.allTextContents()).join(), /\bSMS\b|social/i);
  await visitor.leave();
});

test('no connector offers a mail that invites to an organization', async () => {
  const visitor = await enterConsole(running, { path: LIST });
  const { page } = visitor;
  await button(page, w('configure')).click();
  const links = page.getByRole('dialog').locator('.card a');
  await links.first().waitFor();
  const providers = await links.evaluateAll((all) => all.map((one) => one.href));
  for (const provider of providers) {
    await page.goto(provider);
    await page.locator('#main form.stack').waitFor();
    assert.equal(await page.getByRole('button', { name: 'OrganizationInvitation' }).count(), 0, provider);
  }

  await page.goto(`${running.signet.url}${LIST}/new/mailgun-email`);
  await button(page, w('deliveries-form')).click();
  await quick(page).first().waitFor();
  const offered = [];
  // Four are offered at a time: each that is taken makes room for another one.
  while ((await quick(page).count()) > 0) {
    const names = await quick(page).allTextContents();
    const [usage] = names.map((name) => name.slice(2));
    offered.push(...names);
    await quick(page).first().click();
    await page.getByRole('group', { name: usage }).first().waitFor();
  }
  assert.ok(offered.includes('+ BindMfa'), offered.join());
  assert.ok(!offered.includes('+ OrganizationInvitation'), offered.join());
  // What was typed is not kept.
  await page.locator('#main form').getByRole('link', { name: w('cancel'), exact: true }).click();
  await visitor.leave();
});
