// Whoever may look and not change sees everything but secrets, and no button that would be refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { saw } from '../../lib/witness.js';
import { wordsOf } from '../../lib/words.js';
import { PAGES as PLACES } from '../../../web/console/pages.js';
import {
  ADMINISTRATORS, assertNoProblem, assertWellInBoth, call, complete, done, enterConsole, follow, OPERATOR, tokenOf,
} from './enter.js';

const VIEWER = 'grace@example.com';
const NAME = 'Bookstore';
const CALLBACK = 'http://localhost:3000/callback';
const TERMS = 'https://shop.example/terms';
const SECRET = 'Default secret';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

/** Every page, what must be seen there, and where on it if anywhere else would prove nothing. */
const pagesOf = (w, { application, connector, user, color }) => [
  ['', VIEWER],
  ['/applications', NAME],
  // Pages that are there to change something say why they show nothing else.
  ['/applications/create', w('needs-change')],
  [`/applications/${application}/guide`, application, '#main pre'],
  [`/applications/${application}/settings`, CALLBACK],
  [`/applications/${application}/secrets`, SECRET],
  [`/applications/${application}/activity`, NAME],
  ['/connectors/email-sms', mailgun.config.from],
  [`/connectors/email-sms/${connector}`, mailgun.config.domain],
  ['/connectors/email-sms/new/mailgun-email', w('parameter-configuration')],
  ['/connectors/email-sms/new/http-email', w('parameter-configuration')],
  ['/sign-in-experience/branding', color],
  ['/sign-in-experience/sign-up-and-sign-in', w('sign-up-identifier')],
  ['/sign-in-experience/content', TERMS],
  ['/sign-in-experience/code-screen', w('code-fact-length')],
  ['/users', VIEWER],
  ['/users/create', w('needs-change')],
  [`/users/${user}/profile`, VIEWER],
  [`/users/${user}/sign-ins`, VIEWER],
  [`/users/${user}/sessions`, VIEWER],
  [`/users/explain?identifier=${encodeURIComponent(OPERATOR)}`, OPERATOR, '#main h2'],
  // The options of the lists above would name everything else that happens.
  ['/activity/events', VIEWER, '#main ul.events'],
  ['/activity/mail', w('mail-sent'), '#main tbody'],
  ['/settings/administrators', VIEWER],
  ['/settings/about', running.signet.issuer],
];

/** By its id alone, each of these shows a page that has an address of its own above. */
const SAME = ['/console/applications/:id', '/console/users/:id'];

/** What a viewer may press inside a page: it copies, shows, sorts, seeks or turns a page, and changes nothing. */
const PRESSED = [
  'copy', 'all-states', 'look-up', 'explain-check', 'deliveries-editor', 'deliveries-form', 'clear-search', 'previous', 'next', 'older', 'show-more',
  // The heads of columns.
  'name', 'last-used', 'email-address', 'username', 'last-sign-in', 'created',
];

/** What leads to a change without being a button, and what saves. */
const LEADS_TO_CHANGE = '#main :is([data-save], a[data-primary], a[href*="/create"])';

/** Words of Fluent and of the page alike: French has other blanks. */
const plain = (text) => text.replace(/\s+/g, ' ').trim();

/** What stands in a part of the page: its text, and what its fields hold. */
async function textOf(page, where) {
  const texts = await page.locator(where).evaluateAll((all) => all.flatMap((one) => [one.textContent, ...[...one.querySelectorAll('input, textarea')].map(({ value }) => value)]));
  return plain(texts.join(' '));
}

/** Some of it comes after the page: names, the list of what happened. */
async function assertShown(page, wanted, where = '#main') {
  for (let look = 0; look < 40; look++) {
    if ((await textOf(page, where)).includes(plain(wanted))) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`${page.url()} does not show ${wanted}`);
}

async function assertNothingToPress(page, w) {
  const isPressed = new Set(['README', ...PRESSED.map((id) => plain(w(id)))]);
  const copies = plain(w('copy-of', { of: '' }));
  const names = await page.locator('#main :is(button, [role=button], input[type=submit]):not(:disabled)').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
  const offered = names.map(plain).filter((name) => !isPressed.has(name) && !name.startsWith(copies));
  assert.deepEqual(offered, [], `${page.url()} offers a viewer what would be refused`);
  assert.equal(await page.locator(LEADS_TO_CHANGE).count(), 0, `${page.url()} leads a viewer to what would be refused`);
}

/** Neither in what is written nor in a field; what is sought is not printed. */
function assertNoSecret(text, secrets, where) {
  for (const [kind, secret] of Object.entries(secrets)) assert.ok(!text.includes(secret), `${where} shows a viewer the ${kind}`);
}

/** What there is to be looked at: an application with a secret, a connector with a key, terms, and the viewer. */
async function made(authorization) {
  const { signet } = running;
  const post = (path, body) => done(signet, authorization, 'POST', path, body);
  const { id: application } = await post('/applications', { name: NAME, type: 'Traditional', oidcClientMetadata: { redirectUris: [CALLBACK], postLogoutRedirectUris: [] } });
  const { value } = await post(`/signet/applications/${application}/secrets/${encodeURIComponent(SECRET)}/reveal`);
  await done(signet, authorization, 'PATCH', '/sign-in-exp', { termsOfUseUrl: TERMS });
  const { color: { primaryColor: color } } = await done(signet, authorization, 'GET', '/sign-in-exp');
  const { id: user } = await post('/users', { primaryEmail: VIEWER });
  await post(`/users/${user}/roles`, { roleIds: ['viewer'] });
  const { id: connector } = await post('/connectors', { connectorId: 'mailgun-email', config: mailgun.config });
  // From now on mails leave by the connector.
  signet.mailbox = mailgun;
  return { application, connector, user, color, secrets: { 'client secret': saw('client secret', value), 'API key': mailgun.key } };
}

test('no page of the console is left out', () => {
  const fits = (at, path) => new RegExp(`^${at.replace(/:\w+/g, '[^/]+')}$`).test(path);
  const paths = pagesOf(wordsOf('en'), { application: 'one', connector: 'one', user: 'one' }).map(([path]) => path);
  const gone = paths.map((path) => PLACES.find(({ at }) => fits(at, `/console${path.split('?')[0]}`))?.at);
  assert.deepEqual(PLACES.map(({ at }) => at).filter((at) => !gone.includes(at)), SAME);
});

let there;

async function makeOnce() {
  if (there) return;
  const operator = await enterConsole(running);
  there = await made(await tokenOf(operator.page, running.signet));
  await operator.leave();
}

for (const language of ['en', 'fr']) {
  test(`a viewer sees every page, no secret and nothing to press (${language})`, { timeout: 300_000 }, async () => {
    const w = wordsOf(language);
    await makeOnce();
    const visitor = await enterConsole(running, { who: VIEWER, language });
    const { page } = visitor;
    for (const [path, wanted, where] of pagesOf(w, there)) {
      await follow(page, `/console${path}`);
      await complete(page, w);
      await assertShown(page, wanted, where);
      await assertNoProblem(page);
      await assertNothingToPress(page, w);
      assertNoSecret((await page.content()) + (await textOf(page, 'body')), there.secrets, page.url());
      await assertWellInBoth(page);
    }
    await visitor.leave();
  });
}

test('a viewer is refused every change, and is told no secret', async () => {
  await makeOnce();
  const { application, connector, user, secrets } = there;
  const visitor = await enterConsole(running, { who: VIEWER });
  const authorization = await tokenOf(visitor.page, running.signet);
  for (const path of [`/applications/${application}`, `/applications/${application}/secrets`, '/connectors', `/connectors/${connector}`]) {
    const { status, text } = await call(running.signet, authorization, 'GET', path);
    assert.equal(status, 200, path);
    assertNoSecret(text, secrets, path);
  }
  for (const [method, at, body] of [
    ['PATCH', `/applications/${application}`, { description: 'x' }],
    ['POST', '/applications', { name: 'Mine', type: 'SPA' }],
    ['POST', `/signet/applications/${application}/secrets/${encodeURIComponent(SECRET)}/reveal`, undefined],
    ['POST', `/signet/connectors/${connector}/reveal`, undefined],
    ['DELETE', `/users/${user}`, undefined],
    ['POST', `/users/${user}/roles`, { roleIds: ['administrator'] }],
    ['PATCH', '/sign-in-exp', { color: { primaryColor: '#000000' } }],
  ]) {
    assert.equal((await call(running.signet, authorization, method, at, body)).status, 403, `${method} ${at}`);
  }
  await visitor.leave();
});
