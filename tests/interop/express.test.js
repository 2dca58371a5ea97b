// The app of the Express guide on the published `@logto/express`, unmodified (done when 6).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startGuideApp } from '../lib/guide-app.js';
import { Jar, signInByCode, signInByPassword } from '../lib/jar.js';
import { deploy } from '../lib/logto-api.js';
import { CODE_FIRST, declared, declaredAtSignUp, newAccount, newPassword } from '../lib/passwords.js';
import { clientSecret, somebody } from '../lib/people.js';
import { freePorts } from '../lib/port.js';
import { suite } from '../lib/suite.js';

const [port, ownPort] = await freePorts(2);
const [appSecret, ownSecret] = [clientSecret(), clientSecret()];
let app;
const running = suite({
  extra: declared(CODE_FIRST),
  applications: [deploy, bookstore(port, appSecret)],
  begin: async ({ signet }) => {
    app = await startGuideApp({ appId: 'guide-bookstore', appSecret, endpoint: signet.url, port });
    return () => app.stop();
  },
});

/** The app, as it is registered. */
function bookstore(port, secret) {
  return {
    id: 'guide-bookstore',
    secret,
    name: 'Bookstore',
    kind: 'traditional',
    redirect_uris: [`http://localhost:${port}/logto/sign-in-callback`],
    post_logout_redirect_uris: [`http://localhost:${port}/`],
  };
}

const ada = somebody();
const visitor = new Jar();
let sub;

test('a stranger signs up from the link of the guide', async () => {
  const home = await visitor.open(app.url);
  assert.match(home.text, /Connexion/);
  const signIn = await visitor.open(`${app.url}/logto/sign-up`);
  assert.equal(signIn.url.pathname, '/register');
  const back = await signInByCode(signIn, running.signet, ada);
  assert.equal(back.url.origin, app.url);
  [, sub] = back.text.match(/^Bonjour (\S+), Déconnexion$/);
});

test('the SDK reads the claims and fetches userinfo', async () => {
  const page = await visitor.open(`${app.url}/user`);
  const user = JSON.parse(page.html);
  assert.equal(user.isAuthenticated, true);
  assert.equal(user.claims.sub, sub);
  assert.equal(user.claims.iss, running.signet.issuer);
  assert.equal(user.userInfo.sub, sub);
});

test('the SDK refreshes twice and goes on with the new tokens', async () => {
  for (let round = 0; round < 2; round += 1) {
    const page = await visitor.open(`${app.url}/refreshed`);
    assert.equal(page.status, 200, page.text);
    const answer = JSON.parse(page.html);
    assert.equal(answer.changed, true, 'a new access token');
    assert.equal(answer.rotated, true, 'a new refresh token');
    assert.equal(answer.claims.sub, sub);
    assert.equal(answer.userinfo.sub, sub);
  }
});

test('signing out ends the session here and at the provider', async () => {
  const home = await visitor.open(app.url);
  const out = await home.follow(/sign-out/);
  assert.equal(out.url.href, `${app.url}/`);
  assert.match(out.text, /Connexion/);
  const again = await out.follow(/sign-in/);
  assert.equal(again.url.pathname, '/sign-in', 'the session is over, so a page asks who it is');
});

test('the same person signs in again and is the same subject', async () => {
  const home = await visitor.open(app.url);
  const back = await signInByCode(await home.follow(/sign-in/), running.signet, ada);
  assert.equal(back.text, `Bonjour ${sub}, Déconnexion`);
});

test('a second window of the same browser signs in without a page', async () => {
  const page = await visitor.open(`${app.url}/logto/sign-in`);
  assert.equal(page.url.href, `${app.url}/`);
  assert.match(page.text, new RegExp(sub));
});

test('a person whose account has a password signs in with it', async () => {
  const account = await newAccount(running);
  const other = new Jar();
  const back = await signInByPassword(await other.open(`${app.url}/logto/sign-in`), account);
  assert.equal(back.text, `Bonjour ${account.id}, Déconnexion`);
  const { claims } = JSON.parse((await other.open(`${app.url}/user`)).html);
  assert.deepEqual([claims.sub, claims.amr], [account.id, ['pwd']]);
});

describe('where new accounts have a password', () => {
  let shop;
  const own = suite({
    extra: declaredAtSignUp(CODE_FIRST),
    applications: [bookstore(ownPort, ownSecret)],
    begin: async ({ signet }) => {
      shop = await startGuideApp({ appId: 'guide-bookstore', appSecret: ownSecret, endpoint: signet.url, port: ownPort });
      return () => shop.stop();
    },
  });

  test('a stranger signs up with a password, and signs in with it', async () => {
    const bea = { email: somebody('bea'), password: newPassword() };
    const codePage = await (await new Jar().open(`${shop.url}/logto/sign-up`)).submit({ email: bea.email });
    const page = await codePage.submit({ code: await own.signet.mailbox.code(bea.email) });
    assert.equal(page.url.pathname, '/continue/password');
    const back = await page.submit({ new_password: bea.password });
    const [, subject] = back.text.match(/^Bonjour (\S+), Déconnexion$/);
    const other = new Jar();
    const again = await signInByPassword(await other.open(`${shop.url}/logto/sign-in`), bea);
    assert.equal(again.text, `Bonjour ${subject}, Déconnexion`);
    const { claims } = JSON.parse((await other.open(`${shop.url}/user`)).html);
    assert.deepEqual([claims.sub, claims.amr], [subject, ['pwd']]);
  });
});
