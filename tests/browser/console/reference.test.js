// The reference on a person's error page, pasted into the search of the console, leads to what happened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS, assertWellInBoth, enterConsole, leave } from './enter.js';

const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [bookstore] });

for (const language of ['en', 'fr']) test(`an error reference finds its event (${language})`, async () => {
  const { signet } = running;
  const query = new URLSearchParams({ client_id: 'bookstore', response_type: 'code', scope: 'openid', redirect_uri: 'http://localhost:3000/other' });
  const shown = await (await fetch(`${signet.issuer}/auth?${query}`, { headers: { accept: 'text/html' } })).text();
  const [, reference] = shown.match(/class="reference">([^<]+)</) ?? [];
  assert.ok(reference, shown);
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill(reference);
  await page.getByRole('option').first().waitFor();
  await assertWellInBoth(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`requestId=${reference}`));
  await page.locator('#main').getByText('http://localhost:3000/other').first().waitFor();
  await assertWellInBoth(page);
  await leave(visitor);
});
