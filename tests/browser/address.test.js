// Where the line breaks in an address on a narrow screen: at `@` or a full stop, never in a word.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { assertNoOverflow } from '../lib/audit.js';
import { newVisitor } from '../lib/browser.js';
import { createAccountLink, signInLink, startAtDemo } from '../lib/demo.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, says } from '../lib/walk.js';
import { saw } from '../lib/witness.js';

const SUPPORT = 'customer-service.department@mail-gateway.international.example.com';
const running = suite({ browser: true, extra: `[branding]\nsupport_email = "${SUPPORT}"\n` });
const narrow = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** Each place on the page where a line of this text ends within it, as `before|after`. */
function breaksIn(text) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const letters = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility()) continue;
    for (let at = 0; at < node.data.length; at += 1) letters.push([node, at, node.data[at]]);
  }
  const all = letters.map(([, , letter]) => letter).join('');
  const box = ([node, at]) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return [...range.getClientRects()].at(-1);
  };
  const found = { places: 0, breaks: [] };
  for (let start = all.indexOf(text); start >= 0; start = all.indexOf(text, start + 1)) {
    found.places += 1;
    for (let i = start + 1; i < start + text.length; i += 1) {
      const [left, right] = [box(letters[i - 1]), box(letters[i])];
      if (right.top >= left.bottom - 1) found.breaks.push(`${all[i - 1]}|${all[i]}`);
    }
  }
  return found;
}

async function assertBreaksWell(page, text, what) {
  const { places, breaks } = await page.evaluate(breaksIn, text);
  assert.ok(places > 0, `${what} shows it`);
  const bad = breaks.filter((pair) => !/^@\||\|\.$/.test(pair));
  assert.deepEqual(bad, [], `${what} breaks within a word`);
  await assertNoOverflow(page);
  return breaks.length;
}

test('at 360 pixels a long address breaks at @ or a full stop on every page', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...narrow });
  const { page } = visitor;
  const unique = randomBytes(4).toString('hex');
  const email = saw('address', `anna-maria.von-der-lancken.${unique}@mail-gateway.customer-support.example.com`);
  await startAtDemo(page, signet, signInLink);
  await enterEmail(page, email);
  assert.ok((await assertBreaksWell(page, email, 'the code page')) > 0, 'it is long enough to break');
  const copied = await page.evaluate(() => {
    getSelection().selectAllChildren(document.querySelector('.address bdi'));
    return getSelection().toString();
  });
  assert.equal(copied, email, 'it is copied without blanks');
  await enterCode(page, await signet.mailbox.code(email));
  await page.waitForURL(/\/no-account(\?|$)/);
  await assertBreaksWell(page, email, 'the offer of an account');
  await acceptOffer(page, signet);
  await page.waitForURL(`${signet.demo}/**`);
  await assertNoOverflow(page);
  await page.goto(`${signet.url}/dev/mailbox`);
  await assertBreaksWell(page, email, 'the mailbox');
  await page.goto(`${signet.url}/nowhere`);
  await assertBreaksWell(page, SUPPORT, 'the error page');
  await visitor.leave();
});

test('the page of an account that exists breaks an address well, too', async () => {
  const { browser, signet } = running;
  const unique = randomBytes(4).toString('hex');
  const email = saw('address', `maximiliane.${unique}@customer-support.example.com`);
  for (const page_ of ['/no-account', '/account-exists']) {
    const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...narrow });
    const { page } = visitor;
    await startAtDemo(page, signet, page_ === '/no-account' ? signInLink : createAccountLink);
    await enterEmail(page, email);
    await enterCode(page, await signet.mailbox.code(email));
    await page.waitForURL(new RegExp(`${page_}(\\?|$)`));
    await assertBreaksWell(page, email, page_);
    await acceptOffer(page, signet);
    await visitor.leave();
  }
});

test('a part that alone is wider than the screen breaks and nothing overflows', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...narrow });
  const { page } = visitor;
  const unique = randomBytes(4).toString('hex');
  const email = saw('address', `${unique}${'w'.repeat(50)}@${'m'.repeat(60)}.example`);
  await startAtDemo(page, signet, signInLink);
  await enterEmail(page, email);
  await says(page, new RegExp(unique));
  await assertNoOverflow(page);
  await enterCode(page, await signet.mailbox.code(email));
  await page.waitForURL(/\/no-account(\?|$)/);
  await assertNoOverflow(page);
  await visitor.leave();
});
