// The code page under everything people do to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { Mailbox } from '../lib/mailbox.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, path, resend, says, saysUnsent, sending, text } from '../lib/walk.js';

const library = await planRelyingParty({ id: 'library', name: 'Library' });
const cinema = await planRelyingParty({ id: 'cinema', name: 'Cinema' });
const running = suite({ browser: true, plans: [library, cinema] });

/** A visitor on the code page, with the code that was mailed. */
async function onCodePage(options = {}) {
  const { browser, signet } = running;
  const origins = [signet.url, signet.demo, library.url, cinema.url];
  const visitor = await newVisitor(browser, { origins, ...options });
  const email = somebody();
  await startAtDemo(visitor.page, signet, signInLink);
  await enterEmail(visitor.page, email);
  return { visitor, page: visitor.page, email, code: await signet.mailbox.code(email) };
}

/** Asks for another code. One in a million is the same, and is asked for again. */
async function anotherCode({ page, email, code }) {
  let next = code;
  while (next === code) {
    await resend(page);
    next = await running.signet.mailbox.code(email);
  }
  return next;
}

async function finish({ visitor, page, email, code }) {
  await enterCode(page, code);
  await acceptOffer(page, running.signet);
  await assertSignedIn(page, running.signet, email);
  await visitor.leave();
}

test('a wrong code says how many tries are left, and the right one still works', async () => {
  const walk = await onCodePage();
  for (const left of [4, 3]) {
    await enterCode(walk.page, Mailbox.wrong(walk.code));
    assert.match(path(walk.page), /\/verification-code$/);
    await says(walk.page, new RegExp(`\\b${left}\\b`));
    const error = walk.page.locator('[aria-live], [role=alert]').filter({ hasText: String(left) });
    assert.ok((await error.count()) > 0, 'the error is announced');
    assert.equal(await walk.page.getAttribute('input[name=code]', 'aria-invalid'), 'true');
  }
  await finish(walk);
});

test('T-45: after five wrong codes the right one fails too, and a new one works', async () => {
  const walk = await onCodePage();
  for (let guess = 0; guess < 5; guess += 1) await enterCode(walk.page, Mailbox.wrong(walk.code));
  await enterCode(walk.page, walk.code);
  assert.match(path(walk.page), /\/verification-code$/, 'the spent code does not sign in');
  await says(walk.page, /no longer works/i);
  walk.code = await anotherCode(walk);
  await finish(walk);
});

test('resend replaces the code, says so, and the old code is dead', async () => {
  const walk = await onCodePage();
  const old = walk.code;
  walk.code = await anotherCode(walk);
  await says(walk.page, /earlier codes no longer work/i);
  await enterCode(walk.page, old);
  assert.match(path(walk.page), /\/verification-code$/, 'the old code does not sign in');
  await finish(walk);
});

test('pasting a whole sentence with the code works', async () => {
  const walk = await onCodePage();
  const words = `Your code is ${walk.code.slice(0, 3)} ${walk.code.slice(3)}`;
  const paste = (input, text) => {
    input.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (input.dispatchEvent(event)) document.execCommand('insertText', false, text);
  };
  await sending(walk.page, () => walk.page.locator('input[name=code]').evaluate(paste, words));
  await acceptOffer(walk.page, running.signet);
  await assertSignedIn(walk.page, running.signet, walk.email);
  await walk.visitor.leave();
});

test('a question about the mail that meets the end of the sign-in leaves no trace', async () => {
  const walk = await onCodePage();
  const asked = walk.page.waitForRequest(/\/status\?/);
  await walk.page.route(/\/status\?/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue().catch(() => {});
  });
  await walk.page.reload();
  await asked;
  await finish(walk);
});

test('a question about the mail that fails is asked again', async () => {
  const { visitor, page } = await onCodePage();
  let asked = 0;
  await page.route(/\/status\?/, (route) => {
    asked += 1;
    return asked === 1 ? route.abort() : route.fulfill({ json: { delivery: 'failed' } });
  });
  await page.reload();
  await saysUnsent(page);
  assert.equal(asked, 2);
  visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED.*\/status\?/.test(problem));
  await visitor.leave();
});

test('reload keeps the code page and its code', async () => {
  const walk = await onCodePage();
  await walk.page.reload();
  assert.match(path(walk.page), /\/verification-code$/);
  await says(walk.page, new RegExp(walk.email.replaceAll('.', '\\.')));
  assert.equal((await running.signet.mailbox.messages(walk.email)).length, 1, 'no second mail');
  await finish(walk);
});

test('back leads to the address, and another address gets its own code', async () => {
  const walk = await onCodePage();
  await walk.page.goBack();
  assert.equal(path(walk.page), '/sign-in');
  const other = somebody('other');
  await enterEmail(walk.page, other);
  await finish({ ...walk, email: other, code: await running.signet.mailbox.code(other) });
});

test('"Change" leads to the address, filled in', async () => {
  const walk = await onCodePage();
  await walk.page.locator('a').filter({ hasText: /change/i }).click();
  await walk.page.waitForURL(/\/sign-in(\?|$)/);
  assert.equal(await walk.page.inputValue('input[name=email]'), walk.email);
  await walk.visitor.leave();
});

test('T-44b: back after signing in is no dead end', async () => {
  const walk = await onCodePage();
  const codePage = walk.page.url();
  await enterCode(walk.page, walk.code);
  await acceptOffer(walk.page, running.signet);
  await assertSignedIn(walk.page, running.signet, walk.email);
  await walk.page.goto(codePage);
  await leadsBack(walk.page, running.signet.demo);
  await walk.visitor.leave();
});

test('T-44b: a bookmarked page starts again and leads back to the application', async () => {
  const { signet, browser } = running;
  for (const bookmark of ['/sign-in', '/register', '/sign-in/verification-code']) {
    const walk = await onCodePage();
    const url = bookmark === '/sign-in/verification-code' ? walk.page.url() : `${signet.url}${bookmark}`;
    const origins = [signet.url, signet.demo];
    const stranger = await newVisitor(browser, { origins });
    await stranger.page.goto(url);
    await says(stranger.page, /start again|expired|no longer/i);
    await walk.visitor.leave();
    await stranger.leave();
  }
});

test('T-44b: a page whose cookies are gone leads back to the application it came from', async () => {
  const { signet, browser } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, library.url] });
  await visitor.page.goto(`${library.url}/sign-in`);
  await visitor.page.waitForURL(`${signet.url}/**`);
  const bookmarked = visitor.page.url();
  await visitor.context.clearCookies();
  await visitor.page.goto(bookmarked);
  await leadsBack(visitor.page, library.url);
  await visitor.leave();
});

/** Either the page already went back by itself, or its main action goes there. */
async function leadsBack(page, home) {
  if (page.url().startsWith(home)) return;
  const action = page.locator('main a, main button, form button').first();
  await action.click();
  const arrived = (url) => url.href.startsWith(home) || url.pathname === '/sign-in';
  await page.waitForURL(arrived);
  if (page.url().startsWith(home)) return;
  const from = page.url();
  assert.ok(await page.locator('input[name=email]').isVisible(), `a sign-in began anew at ${from}`);
}

test('double submit of the address sends one walk on, and double submit of the code signs in', async () => {
  const { signet, browser } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  const email = somebody();
  const { page } = visitor;
  await startAtDemo(page, signet, signInLink);
  await page.fill('input[name=email]', email);
  await page.locator('form').first().locator('button').first().dblclick({ noWaitAfter: true });
  await page.waitForURL(/\/verification-code(\?|$)/);
  await page.waitForLoadState('load');
  const messages = await newestAfterQuiet(signet, email);
  await page.evaluate((code) => {
    document.querySelector('input[name=code]').value = code;
    const form = document.querySelector('form');
    form.submit();
    form.submit();
  }, messages[0].code);
  await acceptOffer(page, signet);
  await assertSignedIn(page, signet, email);
  await visitor.leave();
});

async function newestAfterQuiet(signet, email) {
  await signet.mailbox.code(email);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return signet.mailbox.messages(email);
}

test('T-44a: two tabs with two clients at once both finish', async () => {
  const { signet, browser, rps } = running;
  const origins = [signet.url, library.url, cinema.url];
  const visitor = await newVisitor(browser, { origins });
  const [left, right] = [visitor.page, await visitor.tab()];
  const [first, second] = [somebody('first'), somebody('second')];
  await left.goto(`${library.url}/sign-in`);
  await right.goto(`${cinema.url}/sign-in`);
  await says(left, /Library/);
  await says(right, /Cinema/);
  await enterEmail(left, first);
  await enterEmail(right, second);
  await enterCode(right, await signet.mailbox.code(second));
  await acceptOffer(right, signet);
  await right.waitForURL(`${cinema.url}/`);
  await enterCode(left, await signet.mailbox.code(first));
  await acceptOffer(left, signet);
  await left.waitForURL(`${library.url}/`);
  assert.equal(await left.textContent('#who'), first);
  assert.equal(await right.textContent('#who'), second);
  assert.deepEqual([...rps.library.errors, ...rps.cinema.errors], []);
  await visitor.leave();
});

test('T-51: a code typed in the flow of another browser fails', async () => {
  const owner = await onCodePage();
  const thief = await onCodePage();
  thief.code = owner.code === thief.code ? await anotherCode(thief) : thief.code;
  await enterCode(thief.page, owner.code);
  assert.match(path(thief.page), /\/verification-code$/);
  assert.doesNotMatch(await text(thief.page), new RegExp(owner.email));
  await finish(owner);
  await thief.visitor.leave();
});
