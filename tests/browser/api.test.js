// *Call the API* in the demo shop: verifying a token and asking about it say the same until somebody
// signs out, and then the page shows who knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import {
  assertSignedOut,
  callTheApi,
  control,
  createAccountLink,
  signInLink,
  signOutLink,
  startAtDemo,
  verdicts,
} from '../lib/demo.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { says, signInOnPages } from '../lib/walk.js';

const running = suite({ browser: true });

for (const javaScript of [true, false]) {
  test(`a token outlives a sign-out where nobody asks, JavaScript ${javaScript}`, async () => {
    const { browser, signet } = running;
    const origins = [signet.url, signet.demo];
    const visitor = await newVisitor(browser, { origins, javaScriptEnabled: javaScript });
    const { page } = visitor;
    const email = somebody();
    await startAtDemo(page, signet, createAccountLink);
    await signInOnPages(page, signet, email, { javaScript });
    await page.waitForURL(`${signet.demo}/**`);
    await callTheApi(page);
    assert.deepEqual(await verdicts(page), ['Accepted', 'Active']);
    await says(page, /Moby-Dick/);

    await control(page, signOutLink).click();
    await assertSignedOut(page, signet);
    await says(page, /a token does not go away when you do/);
    await callTheApi(page);
    assert.deepEqual(await verdicts(page), ['Accepted', 'Not active']);
    await says(page, /Two answers to one token\. .* until it ends, in \d+ minutes/);

    await control(page, signInLink).click();
    await page.waitForURL(`${signet.url}/**`);
    await signInOnPages(page, signet, email, { javaScript });
    await page.waitForURL(`${signet.demo}/**`);
    assert.doesNotMatch(await page.innerText('body'), /The token for the API ends/);
    await callTheApi(page);
    assert.deepEqual(await verdicts(page), ['Accepted', 'Active']);
    await visitor.leave();
  });
}

test('the API itself refuses whoever brings no token made for it', async () => {
  const { signet } = running;
  const orders = (headers) => fetch(`${signet.demo}/api/orders`, { headers });
  const bare = await orders({});
  assert.equal(bare.status, 401);
  assert.equal(bare.headers.get('www-authenticate'), 'Bearer');
  const wrong = await orders({ authorization: 'Bearer not-a-token' });
  assert.equal(wrong.status, 401);
  assert.match(wrong.headers.get('www-authenticate'), /invalid_token/);
});
