// The guides, from their first step to the first sign-in, on screens 320 pixels wide: at a zoom of 400 %, and on a
// small phone, which are used alike.
import { test } from 'node:test';
import { SMALL_PHONE } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuideEnd } from './guide-end.js';
import { walkGuide } from './guide-walk.js';
import { withSmallPhone, ZOOMED } from './hands.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

test("the guide's words lead to mails by Mailgun at a zoom of 400 %", { timeout: 300_000 }, () =>
  walkGuide({ running, mailgun, language: 'fr', framework: 'Go', hands: withSmallPhone, viewport: ZOOMED }));

test('a person signs in by a mail of Mailgun on a small phone, and the console tells it', { timeout: 300_000 }, (t) =>
  walkGuideEnd(t, { running, mailgun, language: 'en', hands: withSmallPhone, viewport: SMALL_PHONE }));
