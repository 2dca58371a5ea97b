// The app of the Go guide on github.com/logto-io/go v1.0.6, unmodified. An extra: `tests/run` runs
// it where Go is installed; go-rules.test.js holds what it needs everywhere.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Jar, signInByCode, signInByPassword } from '../lib/jar.js';
import { deploy } from '../lib/logto-api.js';
import { CODE_FIRST, declared, newAccount } from '../lib/passwords.js';
import { clientSecret, somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { suite } from '../lib/suite.js';

const port = await freePort();
const home = `http://localhost:${port}`;
const secret = clientSecret();
let app;
const running = suite({
  extra: declared(CODE_FIRST),
  applications: [
    deploy,
    {
      id: 'go-bookstore',
      secret,
      name: 'Bookstore',
      kind: 'traditional',
      redirect_uris: [`${home}/callback`],
      post_logout_redirect_uris: [`${home}/`],
    },
  ],
  begin: async ({ signet }) => {
    await startApp(signet);
    return async () => app.kill();
  },
});

async function startApp(signet) {
  const folder = fileURLToPath(new URL('go/', import.meta.url));
  const program = join(mkdtempSync(join(tmpdir(), 'go-guide-')), 'app');
  execFileSync('go', ['build', '-mod=readonly', '-o', program, '.'], { cwd: folder });
  const settings = { ENDPOINT: signet.url, APP_ID: 'go-bookstore', APP_SECRET: secret };
  const env = { ...process.env, ...settings, PORT: String(port) };
  app = spawn(program, [], { env, stdio: 'ignore' });
  for (let wait = 0; wait < 200; wait += 1) {
    if (await fetch(home).then((answer) => answer.ok, () => false)) return;
    await sleep(50);
  }
  throw new Error('the Go app did not start');
}

const gopher = somebody('gopher');
const visitor = new Jar();
let sub;

async function signIn() {
  const page = await visitor.open(`${home}/sign-in`);
  const back = await signInByCode(page, running.signet, gopher);
  assert.equal(back.url.href, `${home}/`, back.text);
  assert.match(back.text, /You are logged in/);
}

test('sign-up', signIn);

test('the SDK refreshes twice and keeps its refresh token', async () => {
  for (let round = 0; round < 2; round += 1) {
    const page = await visitor.open(`${home}/refresh`);
    assert.equal(page.status, 200, page.text);
    const answer = JSON.parse(page.html);
    assert.deepEqual([answer.changed, answer.kept], [true, true]);
    sub = answer.sub;
  }
});

test('sign-out ends the session at the provider, and the next sign-in asks for a code', async () => {
  const out = await visitor.open(`${home}/sign-out`);
  assert.equal(out.url.href, `${home}/`);
  assert.match(out.text, /You are not logged in/);
  await signIn();
  const again = JSON.parse((await visitor.open(`${home}/refresh`)).html);
  assert.equal(again.sub, sub);
});

test('a person whose account has a password signs in with it', async () => {
  const account = await newAccount(running);
  const other = new Jar();
  const back = await signInByPassword(await other.open(`${home}/sign-in`), account);
  assert.equal(back.url.href, `${home}/`, back.text);
  const { sub: own } = JSON.parse((await other.open(`${home}/refresh`)).html);
  assert.equal(own, account.id);
});
