// What people type and paste: codes in any script, addresses with what came along. The cases of
// codes are tried on the server's reading by crates/oidc-core too, so that both read the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { Mailbox } from '../lib/mailbox.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, path, primary, says, sending } from '../lib/walk.js';

const running = suite({ browser: true });
const cases = JSON.parse(readFileSync(new URL('../lib/codes.json', import.meta.url), 'utf8'));

/** A case as it is typed for a code: each digit in it says which digit of the code stands there. */
function typedFor(code, { typed, zero = '0' }) {
  const digit = (place) => String.fromCodePoint(zero.codePointAt(0) + Number(code[place]));
  return typed.replace(/[0-5]/g, digit);
}

async function onCodePage(options = {}) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...options });
  const email = somebody();
  await startAtDemo(visitor.page, signet, signInLink);
  await enterEmail(visitor.page, email);
  return { visitor, page: visitor.page, email, code: await signet.mailbox.code(email) };
}

const input = (page) => page.locator('input[name=code]');

test('the script sends what is a code, as its digits, and nothing else', async () => {
  const { visitor, page, code } = await onCodePage();
  // The first try of each case is caught on its way.
  await page.evaluate(() => {
    document.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      window.sent = new FormData(event.target).get('code');
    }, { capture: true });
  });
  for (const one of cases) {
    const typed = typedFor(code, one);
    const sent = await page.evaluate((text) => {
      window.sent = undefined;
      const field = document.querySelector('input[name=code]');
      for (const value of ['', text]) {
        field.value = value;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
      dispatchEvent(new Event('pageshow'));
      return window.sent;
    }, typed);
    if (one.code) assert.equal(sent, code, JSON.stringify(typed));
    // Too many digits are sent for the server to say so; they are no code there either.
    else assert.ok(sent === undefined || /^\d{7}$/.test(sent), JSON.stringify(typed));
  }
  await visitor.leave();
});

test('pasting digits too many costs no try and is told', async () => {
  const { visitor, page, code } = await onCodePage();
  await sending(page, () => input(page).fill(`${code}0`));
  await says(page, /six digits/i);
  await enterCode(page, Mailbox.wrong(code));
  await says(page, /4 tries left/);
  await visitor.leave();
});

test('without the script what is no code costs no try and is told', async () => {
  const { visitor, page, code } = await onCodePage({ javaScriptEnabled: false });
  for (const one of cases.filter(({ code: isCode }) => !isCode)) {
    const typed = typedFor(code, one);
    await enterCode(page, typed, { javaScript: false });
    await says(page, /six digits/i);
  }
  await enterCode(page, Mailbox.wrong(code), { javaScript: false });
  await says(page, /4 tries left/);
  await visitor.leave();
});

test('without the script every code is read as one', async () => {
  // A code that is read counts as a try, and a wrong one leaves the right one four.
  let walk = await onCodePage({ javaScriptEnabled: false });
  let left = 5;
  for (const one of cases.filter(({ code: isCode }) => isCode)) {
    const typed = typedFor(Mailbox.wrong(walk.code), one);
    await enterCode(walk.page, typed, { javaScript: false });
    left -= 1;
    const told = left === 1 ? /one try left/ : new RegExp(`${left} tries left`);
    await says(walk.page, told);
    if (left > 1) continue;
    await walk.visitor.leave();
    walk = await onCodePage({ javaScriptEnabled: false });
    left = 5;
  }
  await walk.visitor.leave();
});

for (const javaScript of [true, false]) {
  const mode = javaScript ? 'with' : 'without';
  test(`a code typed on an Arabic keyboard signs in ${mode} the script`, async () => {
    const { visitor, page, email, code } = await onCodePage({ javaScriptEnabled: javaScript });
    const typed = typedFor(code, { typed: '012345', zero: '٠' });
    await sending(page, async () => {
      await input(page).click();
      await page.keyboard.insertText(typed.slice(0, 5));
      if (javaScript) assert.equal(await input(page).inputValue(), code.slice(0, 5));
      await page.keyboard.insertText(typed.slice(5));
      if (!javaScript) await primary(page).click();
    });
    await acceptOffer(page, running.signet);
    await assertSignedIn(page, running.signet, email);
    await visitor.leave();
  });

  test(`what comes along with a pasted address does no harm ${mode} the script`, async () => {
    const { browser, signet } = running;
    const origins = [signet.url, signet.demo];
    for (const [before, after] of [['\u00a0', '\u00a0'], ['\u202a', '\u202c'], ['\ufeff', '\u200b'], ['\u2003', '\t']]) {
      const visitor = await newVisitor(browser, { origins, javaScriptEnabled: javaScript });
      const { page } = visitor;
      const email = somebody();
      await startAtDemo(page, signet, signInLink);
      await page.locator('input[name=email]').click();
      await page.keyboard.insertText(`${before}${email}${after}`);
      await primary(page).click();
      await page.waitForURL(/\/verification-code(\?|$)/);
      await says(page, new RegExp(email.replaceAll('.', '\\.')));
      await signet.mailbox.code(email);
      await visitor.leave();
    }
  });
}

test('an address that is too long is told, and stays in the field', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  const { page } = visitor;
  const long = `${'a'.repeat(64)}@${`${'b'.repeat(63)}.`.repeat(4)}com`;
  await startAtDemo(page, signet, signInLink);
  await page.fill('input[name=email]', long);
  await sending(page, () => primary(page).click());
  await says(page, /too long/);
  assert.equal(await page.inputValue('input[name=email]'), long);
  assert.equal(path(page), '/sign-in');
  await visitor.leave();
});
