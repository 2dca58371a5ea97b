// An operator in the console: signs in as a declared administrator, and what is forgiven on the way.
import assert from 'node:assert/strict';
import { assertNoOverflow } from '../../lib/audit.js';
import { assertAccessible } from '../../lib/axe.js';
import { newVisitor } from '../../lib/browser.js';
import { enterCode, enterEmail, primary } from '../../lib/walk.js';

export const OPERATOR = 'ops@example.com';

/** What `signet.toml` needs for the operator to be one. */
export const ADMINISTRATORS = `[console]\nadministrators = ["${OPERATOR}"]\n`;

/** Of walks that refusals are the point of; where none is, a walk ends with `visitor.leave()`. */
const FORGIVEN = /Failed to load resource.*\/api\//;

/** Opens the console in a language, as the operator or whoever else; ends on the page of `path`, at what `inside` finds. */
export async function enterConsole(running, { who = OPERATOR, language = 'en', path = '/console', inside = '#main h1', ...options } = {}) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, {
    origins: [signet.url],
    locale: language,
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // What fades is measured when it has faded.
    reducedMotion: 'reduce',
    ...options,
  });
  const { page } = visitor;
  await page.goto(signet.url + path);
  await page.waitForURL(/\/sign-in\?/);
  await enterEmail(page, who);
  await enterCode(page, await signet.mailbox.code(who));
  // The first time there is no account yet, and one button makes it.
  const heading = page.locator(inside);
  const offer = page.waitForURL(/\/no-account/).then(() => 'offer', () => 'none');
  if ((await Promise.race([heading.waitFor().then(() => 'in'), offer])) === 'offer') await primary(page).click();
  await heading.waitFor();
  return visitor;
}

/** Leaves, and forgives what was refused on the way. */
export async function leave(visitor) {
  visitor.problems = visitor.problems.filter((problem) => !FORGIVEN.test(problem));
  await visitor.leave();
}

export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** The page is accessible, and nothing sticks out of it. */
export async function assertWell(page) {
  await assertAccessible(page);
  await assertNoOverflow(page);
}

/** Neither the page nor a part of it says that it could not be loaded: a page that failed has a heading, too. */
export async function assertNoProblem(page) {
  const told = await page.locator('#main :is(.notice.is-bad[role=alert], [role=alert] .notice.is-bad)').allInnerTexts();
  assert.deepEqual(told, [], `${page.url()} shows a problem`);
}

/** What is in the browser's storage, as one text. */
export const stored = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

/** A token of the operator's, taken from a request of the console, for calls beside it. */
export async function tokenOf(page, signet) {
  const request = page.waitForRequest((one) => one.url().startsWith(`${signet.url}/api/`));
  await page.getByRole('link', { name: /^(Users|Utilisateurs)$/ }).first().click();
  const { authorization } = await (await request).allHeaders();
  assert.match(authorization, /^Bearer \S+$/);
  return authorization;
}

/** Waits until it is said that what was typed is saved. */
export const saved = (page, w) => page.getByText(w('saved-at', { time: '' })).waitFor();

/** A call of the Management API, beside the console. */
export async function call(signet, authorization, method, path, body) {
  const answer = await fetch(`${signet.url}/api${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, data: /json/.test(answer.headers.get('content-type')) ? JSON.parse(text) : undefined };
}

/** What a call makes or finds. */
export async function done(signet, authorization, method, path, body) {
  const { status, text, data } = await call(signet, authorization, method, path, body);
  assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
  return data;
}
