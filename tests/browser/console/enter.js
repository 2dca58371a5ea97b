// An operator in the console: signs in as a declared administrator, and what is forgiven on the way.
import assert from 'node:assert/strict';
import { assertNoOverflow, assertWholeWords } from '../../lib/audit.js';
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

/**
 * Goes to an address of the console by a link, whether or not the page that is open has that one: nothing is loaded
 * anew. Ends when the page is there: then its heading has the focus.
 */
export async function follow(page, path) {
  await page.evaluate((href) => {
    document.activeElement?.blur();
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await page.locator('#main h1:focus').waitFor();
}

const region = (page, name) => page.getByRole('region', { name, exact: true });

/** What comes after the heading of a page, by its address. All else is there with the heading. */
const LATER = [
  [/^\/console$/, (page, w) => [
    page.locator('.numbers dd', { hasText: /\d/ }),
    region(page, w('refused-recently')).locator('ul, p'),
  ]],
  [/\/guide$/, (page, w) => [page.locator('.progress li', { hasText: w('is-done') })]],
  [/\/email-sms$/, (page, w) => [page.getByText(w('last-test')).or(page.getByText(w('email-none'), { exact: true }))]],
  [/\/email-sms\/./, (page, w) => [region(page, w('mail-preview')).locator('iframe, .mail, pre')]],
  [/\/(branding|sign-up-and-sign-in|content)$/, (page, w) => [
    page.frameLocator('.preview-box iframe').locator('form'),
    region(page, w('live-preview')).getByRole('combobox', { name: w('application'), exact: true }),
  ]],
  [/\/users\/(explain\?identifier=.+|(?!explain|create)[^/?]+(\/sign-ins)?)$/, (page, w) => [
    page.getByRole('button', { name: w('explain-check'), exact: true, disabled: false }),
  ]],
  [/\/explain\?identifier=./, (page) => [page.locator('#main .timeline li')]],
];

/** Waits until all of the page is there; on a desk, where the preview stands beside the settings. */
export async function complete(page, w) {
  await page.locator('#main h1').waitFor();
  const { pathname, search } = new URL(page.url());
  const later = LATER.filter(([place]) => place.test(pathname + search)).flatMap(([, parts]) => parts(page, w));
  for (const part of later) await part.first().waitFor();
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
  await assertWholeWords(page);
}

/** The same, and in the dark, too. */
export async function assertWellInBoth(page) {
  await assertWell(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await assertAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
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

/** An application as it is made in the console; no other one has this name. */
export const LIBRARY = {
  name: 'Library',
  type: 'Traditional',
  oidcClientMetadata: {
    redirectUris: ['http://localhost:3000/callback'],
    postLogoutRedirectUris: ['http://localhost:3000/'],
  },
};

/** Somebody who has never signed in. */
export const READER = 'reader@example.com';

/**
 * One of each thing that has pages of its own, by their ids: an application, a connector, the operator, and a
 * reader. From then on mails leave by the connector.
 */
export async function makeOneOfEach(signet, authorization, mailgun) {
  const post = (path, body) => done(signet, authorization, 'POST', path, body);
  const [{ id: user }] = await done(signet, authorization, 'GET', '/users?page=1&page_size=1');
  const { id: reader } = await post('/users', { primaryEmail: READER });
  const { id: application } = await post('/applications', LIBRARY);
  const { id: connector } = await post('/connectors', { connectorId: 'mailgun-email', config: mailgun.config });
  signet.mailbox = mailgun;
  return { user, reader, application, connector };
}

/** A path with the ids of what it names: `/users/:user/profile`. */
export const filled = (path, ids) => path.replace(/:(\w+)/g, (_, name) => ids[name]);
