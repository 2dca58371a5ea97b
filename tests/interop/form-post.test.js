// `response_mode=form_post` and `resource` with the published `openid-client`: the answer comes to a
// real callback as a form, and the code is redeemed for a token that an API verifies and asks about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { API, booksApi } from '../lib/books-api.js';
import { Jar, signInByCode } from '../lib/jar.js';
import { clientSecret, somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { serve } from '../lib/serve.js';
import { suite } from '../lib/suite.js';
import { saw, sawTokens } from '../lib/witness.js';

const port = await freePort();
const url = `http://localhost:${port}`;
const secret = clientSecret();
const apiSecret = clientSecret();

/** What came to the callback, as the `Request` that openid-client reads. */
const arrived = [];

async function answer(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method } = request;
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  arrived.push(new Request(`${url}${request.url}`, { method, headers, body: body || undefined }));
  response.end('arrived');
}

const running = suite({
  applications: [
    { id: 'posted', kind: 'traditional', secret, redirect_uris: [`${url}/callback`] },
    { id: 'books-api', kind: 'machine', secret: apiSecret },
  ],
  extra: booksApi,
  begin: () => serve(answer, port),
});

const as = (id, secret) =>
  client.discovery(new URL(running.signet.issuer), id, undefined, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  });

test('openid-client takes a form_post and redeems its code for a token for an API', async () => {
  const shop = await as('posted', secret);
  const pkceCodeVerifier = saw('code verifier', client.randomPKCECodeVerifier());
  const expectedState = saw('state', client.randomState());
  const expectedNonce = saw('nonce', client.randomNonce());
  const begin = client.buildAuthorizationUrl(shop, {
    redirect_uri: `${url}/callback`,
    scope: 'openid read:books write:books',
    response_mode: 'form_post',
    resource: API,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const page = await new Jar().open(begin);
  const posting = await signInByCode(page, running.signet, somebody());
  assert.equal(posting.url.origin, running.signet.url, 'the answer is a page with a form');
  const back = await posting.submit();
  assert.equal(back.html, 'arrived');

  const answer = arrived.at(-1);
  assert.equal(answer.method, 'POST');
  assert.equal(new URL(answer.url).search, '', 'nothing of it stands in the address');
  saw('authorization code', (await answer.clone().formData()).get('code'));
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const parameters = { resource: API };
  const tokens = sawTokens(await client.authorizationCodeGrant(shop, answer, checks, parameters));
  assert.equal(tokens.scope, 'read:books', 'write:books is in no role of theirs');

  const keys = createRemoteJWKSet(new URL(`${running.signet.issuer}/jwks`));
  const expected = { issuer: running.signet.issuer, audience: API, typ: 'at+jwt' };
  const { payload } = await jwtVerify(tokens.access_token, keys, expected);
  assert.equal(payload.sub, tokens.claims().sub);
  const api = await as('books-api', apiSecret);
  const told = await client.tokenIntrospection(api, tokens.access_token);
  assert.equal(told.active, true);
  assert.equal(told.aud, API);
});
