// Why something happened is told in words wherever the API has a short name for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../../web/console/lib/refusals.js';
import { wordsOf } from '../lib/words.js';

/** What events and the steps of a sign-in give as a reason. */
const REASONS = [
  // A code that is over.
  'expired', 'exhausted', 'used',
  // What an accepted code leads to.
  'no_account', 'account_exists', 'suspended', 'select_account', 'consent',
  // An error page that was shown.
  'unknown-client', 'redirect-uri-mismatch', 'invalid-request', 'forbidden', 'foreign-origin', 'internal', 'unavailable', 'sign-out-refused',
  // A sign-out that an application was not told of.
  'not_public', 'unreachable', 'refused', 'unwanted',
  // A limit.
  'sends', 'sends.client', 'sends.client.strangers', 'sends.all', 'sends.all.strangers', 'sends.ip', 'sends.known.ip', 'failures', 'failures.ip', 'failures.all', 'password',
];

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);
  const has = (id) => {
    try {
      return Boolean(w(id));
    } catch {
      return false;
    }
  };

  test(`every reason has words (${language})`, () => {
    for (const reason of REASONS) {
      const id = reasonOf(reason, has);
      assert.ok(id, reason);
    }
  });

  test(`a sentence stays as it is (${language})`, () => {
    for (const said of ['the mail was refused (400)', 'somebody@example.com', '', 'sends.quota']) assert.equal(reasonOf(said, has), undefined, said);
  });
  test(`a limit is told as one, also where a page has its name (${language})`, () => {
    assert.equal(reasonOf('password', has), 'limit-passwords_per_address');
    assert.equal(reasonOf('password.known', has), 'limit-passwords_per_address');
  });
}
