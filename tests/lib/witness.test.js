// The witness itself: a test that finds nothing must be able to find something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretsSought } from './secrets-sought.js';

const values = new Map([
  ['482913', 'code'],
  ['ada+books@example.com', 'address'],
  ['AwGh_kvLZKYMR-XiCWCag68A', 'refresh token'],
  ['a/b+c=d/e+f=g/h+i=j', 'cookie'],
]);
const sought = new SecretsSought(values);
const found = (text) => sought.in('x', text).length;

test('what was seen is found, in every form a log might give it', () => {
  for (const line of [
    'code=482913',
    'typed "482913" into the form',
    'your code: 482 913',
    'of three numbers 111 482 913',
    '2026-11-21T13:07:44Z DEBUG code: 482913.',
    'to=Ada+Books@Example.com',
    'GET /x?login_hint=ada%2Bbooks%40example.com',
    'Bearer AwGh_kvLZKYMR-XiCWCag68A',
    'cookie: a%2Fb%2Bc%3Dd%2Fe%2Bf%3Dg%2Fh%2Bi%3Dj; x',
    '\u001b[3mcode\u001b[0m\u001b[2m=\u001b[0m482913',
  ]) {
    assert.equal(found(line), 1, line);
  }
});

test('what only looks like a code is not', () => {
  for (const line of [
    '2026-11-21T13:07:44.482913Z DEBUG answered',
    'elapsed=0.482913s',
    'elapsed=482913ns',
    'port 4829137',
    'id=x482913y',
    'peer 127.0.0.1:482913',
  ]) {
    assert.equal(found(line), 0, line);
  }
});

test('the report of a leak does not repeat the secret', () => {
  const [line] = sought.in('x', 'code=482913');
  assert.doesNotMatch(line, /482913/);
});
