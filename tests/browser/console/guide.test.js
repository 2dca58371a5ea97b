// The guides, step by step, in the languages they are quoted in.
import { test } from 'node:test';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuide } from './guide-walk.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

for (const [language, framework] of [['en', 'Go'], ['fr', 'Express']]) {
  test(`the guide's words lead from an empty console to mails by Mailgun (${language}, ${framework})`, () =>
    walkGuide({ running, mailgun, language, framework }));
}
