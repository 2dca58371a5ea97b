// An API behind Signet, with published clients: it verifies access tokens with `jose` through the key
// set, across a rotation of keys, and by introspection; `openid-client` gets the tokens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { API, booksApi } from '../lib/books-api.js';
import { Jar, signInByCode } from '../lib/jar.js';
import { clientSecret, somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { program } from '../lib/signet.js';
import { suite } from '../lib/suite.js';
import { sawTokens } from '../lib/witness.js';

const machine = (id, roles = []) => ({ id, kind: 'machine', secret: clientSecret(), roles });
const machines = [machine('importer', ['Importer']), machine('books-api')];

const running = suite({
  plans: [
    {
      ...(await planRelyingParty({ id: 'library', name: 'Library' })),
      options: { scope: 'openid offline_access read:books', parameters: { resource: API } },
    },
  ],
  applications: machines,
  extra: booksApi,
});

const configured = new Map();

/** A machine as `openid-client` sees it. */
async function as(id) {
  const { secret } = machines.find((machine) => machine.id === id);
  if (!configured.has(id)) {
    const execute = [client.allowInsecureRequests];
    const issuer = new URL(running.signet.issuer);
    const proof = client.ClientSecretBasic(secret);
    configured.set(id, await client.discovery(issuer, id, undefined, proof, { execute }));
  }
  return configured.get(id);
}

let keys;

/** What the API does with a token that was presented to it. */
async function verify(token) {
  keys ??= createRemoteJWKSet(new URL(`${running.signet.issuer}/jwks`), { cooldownDuration: 0 });
  const { payload } = await jwtVerify(token, keys, {
    issuer: running.signet.issuer,
    audience: API,
    typ: 'at+jwt',
    requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'],
  });
  return payload;
}

const importing = { resource: API, scope: 'write:books read:books' };

test('a machine gets a token by client credentials that the API verifies', async () => {
  const tokens = sawTokens(await client.clientCredentialsGrant(await as('importer'), importing));
  assert.equal(tokens.scope, 'write:books read:books');
  const claims = await verify(tokens.access_token);
  assert.equal(claims.sub, 'importer');
  assert.equal(claims.scope, 'write:books read:books');
});

test('a person gets one by naming the resource at the refresh', async () => {
  const rp = running.rps.library;
  const visitor = new Jar();
  const page = await visitor.open(`${rp.url}/sign-in?first_screen=register`);
  await signInByCode(page, running.signet, somebody());
  const { tokens, claims } = rp.session;
  const userinfo = await rp.userinfo();
  assert.equal(userinfo.sub, claims.sub, 'the first token is for userinfo');
  const refreshed = sawTokens(
    await client.refreshTokenGrant(rp.config, tokens.refresh_token, { resource: API }),
  );
  rp.session.tokens = { ...tokens, refresh_token: refreshed.refresh_token };
  const told = await verify(refreshed.access_token);
  assert.equal(told.sub, claims.sub);
  assert.equal(told.scope, 'read:books');
  rp.session.forApi = refreshed.access_token;
});

test('the API asks by introspection, and hears of a revocation that verifying misses', async () => {
  const token = running.rps.library.session.forApi;
  const api = await as('books-api');
  const told = await client.tokenIntrospection(api, token);
  assert.equal(told.active, true);
  assert.equal(told.scope, 'read:books');
  await running.rps.library.revoke(token);
  assert.equal((await client.tokenIntrospection(api, token)).active, false);
  assert.ok(await verify(token), 'the signature is as good as before');
  const stranger = await client.tokenIntrospection(await as('importer'), token);
  assert.deepEqual(stranger, { active: false });
});

test('the API goes on verifying across a rotation of keys', async () => {
  const before = sawTokens(await client.clientCredentialsGrant(await as('importer'), importing));
  const kidOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;
  const { folder } = running.signet;
  const command = ['--config', join(folder, 'signet.toml'), 'keys', 'rotate', '--alg', 'ES256', '--now'];
  const env = { PATH: process.env.PATH, SIGNET__DATA_DIR: join(folder, 'data') };
  await promisify(execFile)(program, command, { cwd: folder, env });
  const late = Date.now() + 20_000;
  for (;;) {
    const after = sawTokens(await client.clientCredentialsGrant(await as('importer'), importing));
    await verify(after.access_token);
    await verify(before.access_token);
    if (kidOf(after.access_token) !== kidOf(before.access_token)) break;
    assert.ok(Date.now() < late, 'the new key signs');
    await sleep(200);
  }
});
