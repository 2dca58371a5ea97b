// The guides, step by step, on a small phone, which is also a page at 400 %.
import { test } from 'node:test';
import { SMALL_PHONE } from '../../lib/browser.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuide } from './guide-walk.js';
import { withSmallPhone } from './hands.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

test("the guide's words lead to mails by Mailgun on a small phone", { timeout: 300_000 }, () =>
  walkGuide({ running, mailgun, language: 'fr', framework: 'Go', hands: withSmallPhone, viewport: SMALL_PHONE }));
