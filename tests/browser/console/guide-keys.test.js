// The guides, from their first step to the first sign-in, by whoever has keys alone.
import { test } from 'node:test';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuideEnd } from './guide-end.js';
import { walkGuide } from './guide-walk.js';
import { withKeysAlone } from './hands.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

test("the guide's words lead to mails by Mailgun without a mouse", { timeout: 300_000 }, () =>
  walkGuide({ running, mailgun, language: 'en', framework: 'Express', hands: withKeysAlone }));

test('a person signs in by a mail of Mailgun, and the console tells it, without a mouse', { timeout: 300_000 }, (t) =>
  walkGuideEnd(t, { running, mailgun, language: 'fr', hands: withKeysAlone }));
