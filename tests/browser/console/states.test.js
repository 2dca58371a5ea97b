// What a page looks like when something lies over it, or is in its place: readable by everybody, within
// its width, in both languages and both themes.
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { somebody } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, button, done, enterConsole, leave, tokenOf } from './enter.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

const LOOKS = [{ language: 'en', colorScheme: 'light' }, { language: 'fr', colorScheme: 'dark' }];

const press = (id, more = '') => (page, w) => button(page, w(id) + more).click();
const pressPrimary = (page) => page.locator('#main [data-primary]').click();
const key = (name) => (page) => page.keyboard.press(name);

/** Pages with what opens over them; whether the page itself is looked at here. */
const PAGES = [
  { path: ({ application }) => `/applications/${application}/secrets`, isNew: true, ways: [pressPrimary, press('remove', ' Default secret')] },
  { path: ({ application }) => `/applications/${application}/settings`, ways: [press('remove-application', '…')] },
  { path: ({ user }) => `/users/${user}/sign-ins`, isNew: true, ways: [] },
  { path: ({ user }) => `/users/${user}/profile`, isNew: true, ways: [press('remove-user', '…')] },
  { path: ({ user }) => `/users/${user}/sessions`, isNew: true, ways: [] },
  { path: ({ connector }) => `/connectors/email-sms/${connector}`, isNew: true, ways: [(page) => button(page, 'README').click(), press('remove-connector', '…')] },
  { path: () => '/connectors/email-sms', isNew: true, ways: [press('replace-connector')] },
  { path: () => '/settings/administrators', ways: [pressPrimary] },
  { path: () => '/sign-in-experience/branding', ways: [press('all-states')] },
  { path: () => '', ways: [key('?'), key('Control+K')] },
];

let ids;

/** What there is to be looked at; from then on mails leave by the connector. */
async function made(authorization) {
  const { signet } = running;
  const post = (path, body) => done(signet, authorization, 'POST', path, body);
  const [{ id: user }] = await done(signet, authorization, 'GET', '/users?page=1&page_size=1');
  const { id: application } = await post('/applications', { name: 'Bookstore', type: 'Traditional', oidcClientMetadata: { redirectUris: ['http://localhost:3000/callback'], postLogoutRedirectUris: [] } });
  const { id: connector } = await post('/connectors', { connectorId: 'mailgun-email', config: mailgun.config });
  signet.mailbox = mailgun;
  return { user, application, connector };
}

/** Another one saves what is typed over here. */
async function lookAtConflict(page, w, authorization) {
  const path = `/applications/${ids.application}`;
  await page.goto(`${running.signet.url}/console${path}/settings`);
  await page.getByRole('textbox', { name: w('description'), exact: true }).fill('Mine');
  await done(running.signet, authorization, 'PATCH', path, { description: `Theirs, ${Date.now()}` });
  await page.keyboard.press('Control+S');
  const keep = button(page, `${w('keep-mine')} ${w('description')}`);
  await keep.waitFor();
  await assertWell(page);
  await keep.click();
  await button(page, w('discard')).click();
}

/** Another address of the server, which knows it by a name that is not its own. */
async function underAnotherName(signet) {
  const server = createServer((asked, answer) => {
    const onward = request(signet.url + asked.url, { method: asked.method, headers: { ...asked.headers, host: 'id.other.example' } }, (told) => {
      answer.writeHead(told.statusCode, told.headers);
      told.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return { url: `http://localhost:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) };
}

for (const { language, colorScheme } of LOOKS) {
  test(`what lies over a page is well (${language}, ${colorScheme})`, { timeout: 120_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language, colorScheme });
    const { page } = visitor;
    const dialog = page.getByRole('dialog');
    const authorization = await tokenOf(page, running.signet);
    ids ??= await made(authorization);
    await lookAtConflict(page, w, authorization);
    for (const { path, isNew, ways } of PAGES) {
      await page.goto(`${running.signet.url}/console${path(ids)}`);
      await page.locator('#main h1').waitFor();
      if (isNew) await assertWell(page);
      for (const open of ways) {
        await open(page, w);
        await dialog.waitFor();
        await assertWell(page);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
      }
    }
    visitor.problems = visitor.problems.filter((problem) => !/Blocked autofocusing/.test(problem));
    await leave(visitor);
  });

  test(`what is in the place of the console is well (${language}, ${colorScheme})`, async () => {
    const { browser, signet } = running;
    const w = wordsOf(language);
    const stranger = await enterConsole(running, { who: somebody('stranger'), language, colorScheme, inside: '.alone h1' });
    await stranger.page.getByRole('heading', { name: w('not-allowed-title'), exact: true }).waitFor();
    await assertWell(stranger.page);
    await leave(stranger);

    const other = await underAnotherName(signet);
    const visitor = await newVisitor(browser, { origins: [other.url], locale: language, colorScheme, reducedMotion: 'reduce' });
    await visitor.page.goto(`${other.url}/console`);
    await visitor.page.getByRole('heading', { name: w('wrong-host-title'), exact: true }).waitFor();
    await assertWell(visitor.page);
    await visitor.leave();
    other.stop();
  });
}
