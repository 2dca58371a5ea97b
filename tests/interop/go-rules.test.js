// The three rules that Go clients cannot bend, asserted on the raw bytes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Jar, signInByCode } from '../lib/jar.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { saw, sawTokens } from '../lib/witness.js';

const plan = await planRelyingParty({ id: 'gopher', name: 'Gopher' });
const running = suite({ plans: [plan] });

test('every member of every published key is a string', async () => {
  const { keys } = await (await fetch(`${running.signet.issuer}/jwks`)).json();
  assert.ok(keys.length > 0);
  for (const key of keys) {
    assert.ok(key.kid);
    for (const [name, value] of Object.entries(key)) assert.equal(typeof value, 'string', name);
  }
});

test('expires_in is an integer in the text, and every refresh answer has a refresh token', async () => {
  const { signet, rps } = running;
  const visitor = new Jar();
  const start = await visitor.open(`${rps.gopher.url}/sign-in`);
  await signInByCode(start, signet, somebody());
  let { refresh_token: token } = rps.gopher.session.tokens;
  for (let round = 0; round < 3; round += 1) {
    const { text, answer } = await refresh(signet, token);
    assert.match(text, /"expires_in"\s*:\s*\d+\s*[,}]/);
    assert.equal(typeof answer.refresh_token, 'string');
    assert.equal(typeof answer.scope, 'string');
    assert.equal(answer.token_type, 'Bearer');
    const [header, payload] = answer.id_token.split('.').slice(0, 2).map(decode);
    assert.equal(typeof header.kid, 'string');
    assert.equal(payload.aud, 'gopher', 'aud is a plain string');
    assert.ok(Math.abs(payload.iat - Date.now() / 1000) < 10, 'iat is now');
    token = answer.refresh_token;
  }
});

async function refresh(signet, token) {
  // As the Go SDK does it: Basic header and client_id in the body.
  const basic = saw('basic', Buffer.from(`gopher:${plan.secret}`).toString('base64'));
  const response = await fetch(`${signet.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: 'gopher',
    }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text.slice(0, 80));
  return { text, answer: sawTokens(JSON.parse(text)) };
}

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
