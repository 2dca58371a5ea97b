// The published `openid-client` v6 as a confidential and as a public client (done when 6).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { Jar, signInByCode } from '../lib/jar.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';

const running = suite({
  plans: [
    await planRelyingParty({ id: 'library', name: 'Library' }),
    await planRelyingParty({ id: 'pocket-library', name: 'Pocket Library', kind: 'native' }),
  ],
});

for (const [id, kind] of [
  ['library', 'confidential client with client_secret_basic'],
  ['pocket-library', 'public client with PKCE alone'],
]) {
  const person = somebody();
  const visitor = new Jar();
  let sub;
  const who = (page) => page.html.match(/<p id="who">([^<]*)</)?.[1];

  test(`${kind}: sign-up`, async () => {
    const rp = running.rps[id];
    const page = await visitor.open(`${rp.url}/sign-in?first_screen=register`);
    assert.equal(page.url.pathname, '/register');
    const back = await signInByCode(page, running.signet, person);
    assert.equal(back.url.href, `${rp.url}/`);
    assert.equal(who(back), person);
    ({ sub } = rp.session.claims);
    assert.equal(rp.session.claims.email_verified, true);
    assert.ok(rp.session.tokens.refresh_token, 'offline_access without prompt=consent');
  });

  test(`${kind}: userinfo and refresh, twice`, async () => {
    const rp = running.rps[id];
    for (let round = 0; round < 2; round += 1) {
      const before = rp.session.tokens.refresh_token;
      const tokens = await rp.refresh();
      assert.notEqual(tokens.refresh_token, before);
      assert.equal(tokens.claims().sub, sub);
      const userinfo = await rp.userinfo();
      assert.equal(userinfo.email, person);
    }
  });

  test(`${kind}: a revoked refresh token is refused`, async () => {
    const rp = running.rps[id];
    await rp.revoke(rp.session.tokens.refresh_token);
    await assert.rejects(rp.refresh(), (error) => error.error === 'invalid_grant');
    await assert.rejects(rp.userinfo(), client.WWWAuthenticateChallengeError);
  });

  test(`${kind}: sign-out, then sign-in by a new code`, async () => {
    const rp = running.rps[id];
    const home = await visitor.open(rp.url);
    const out = await home.follow(/sign-out/);
    assert.equal(out.url.href, `${rp.url}/`);
    assert.equal(who(out), 'nobody');
    const page = await out.follow(/sign-in/);
    assert.equal(page.url.pathname, '/sign-in');
    const back = await signInByCode(page, running.signet, person);
    assert.equal(who(back), person);
    assert.equal(rp.session.claims.sub, sub);
    await rp.refresh();
  });
}
