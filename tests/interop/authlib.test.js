// The published Python `authlib`, unmodified: code with PKCE, state and nonce, the ID token through the
// key set, refresh with `resource`, introspection, revocation and client credentials.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API, booksApi } from '../lib/books-api.js';
import { Jar, signInByCode, signInByPassword } from '../lib/jar.js';
import { deploy } from '../lib/logto-api.js';
import { CODE_FIRST, declared, newAccount } from '../lib/passwords.js';
import { clientSecret, somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { suite } from '../lib/suite.js';
import { sawTokens } from '../lib/witness.js';

const redirectUri = `http://localhost:${await freePort()}/callback`;
const machine = (id, roles = []) => ({ id, kind: 'machine', secret: clientSecret(), roles });
const shop = { id: 'shop', secret: clientSecret(), kind: 'traditional', redirect_uris: [redirectUri] };
const clients = [shop, machine('importer', ['Importer']), machine('books-api')];
const python = process.env.TEST_PYTHON ?? fileURLToPath(new URL('../.cache/python/bin/python', import.meta.url));
const script = fileURLToPath(new URL('python/shop.py', import.meta.url));

let child;
let lines;
const running = suite({
  applications: [...clients, deploy],
  extra: declared(CODE_FIRST) + booksApi,
  begin: async ({ signet }) => {
    child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const secrets = Object.fromEntries(clients.map(({ id, secret }) => [id, secret]));
    const given = { issuer: signet.issuer, resource: API, redirect_uri: redirectUri, secrets };
    child.stdin.end(`${JSON.stringify(given)}\n`);
    return async () => child.kill();
  },
});

/** The next thing authlib has to say, which must be this. */
async function next(name) {
  const { value, done } = await lines.next();
  assert.ok(!done, `authlib ended before it said ${name}`);
  const said = JSON.parse(value);
  assert.deepEqual(Object.keys(said), [name]);
  return said[name];
}

test('authlib signs somebody in and verifies the ID token through the key set', async () => {
  const email = somebody('python');
  const begin = await next('begin');
  const asked = new URL(begin).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  assert.equal(asked.get('resource'), API);
  const page = await new Jar().open(begin);
  const back = await signInByCode(page, running.signet, email);
  assert.equal(back.html, 'back');
  const { tokens, claims } = await next('signed_in');
  sawTokens(tokens);
  assert.equal(claims.email, email);
  assert.equal(claims.nonce, asked.get('nonce'));
  assert.ok(tokens.refresh_token);
  assert.equal((await next('userinfo')).sub, claims.sub);
});

test('authlib refreshes with a resource and gets a token that an API verifies', async () => {
  const { before, tokens, told } = await next('refreshed');
  sawTokens(tokens);
  assert.notEqual(tokens.refresh_token, before);
  assert.equal(told.header.typ, 'at+jwt');
  assert.equal(told.claims.scope, 'read:books');
  assert.equal(told.claims.client_id, 'shop');
});

test('authlib introspects as the API, and hears of a revocation', async () => {
  const told = await next('introspected');
  assert.equal(told.active, true);
  assert.equal(told.aud, API);
  assert.deepEqual(await next('revoked'), { active: false });
  assert.equal(await next('refused'), 'invalid_grant');
});

test('authlib gets a token for a machine by client credentials with a resource', async () => {
  const { tokens, told } = await next('machine');
  sawTokens(tokens);
  assert.equal(told.claims.sub, 'importer');
  assert.equal(told.claims.scope, 'read:books write:books');
  assert.equal(tokens.refresh_token, undefined);
});

test('authlib signs in a person whose account has a password', async () => {
  const account = await newAccount(running);
  const page = await new Jar().open(await next('begin'));
  const back = await signInByPassword(page, account);
  assert.equal(back.html, 'back');
  const { tokens, claims } = await next('signed_in');
  sawTokens(tokens);
  assert.deepEqual([claims.sub, claims.email, claims.amr], [account.id, account.email, ['pwd']]);
});
