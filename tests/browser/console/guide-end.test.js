// The end of the guides: the first sign-in by a mail of Mailgun.
import { test } from 'node:test';
import { startMailgunRegions } from '../../lib/mailgun-regions.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuideEnd } from './guide-end.js';

const mailgun = await startMailgunRegions();
mailgun.know('mg.example.com', { region: 'US' });
const running = suite({
  browser: true,
  extra: ADMINISTRATORS + mailgun.settings,
  env: mailgun.env,
  begin: () => () => mailgun.stop(),
});

test('a person signs in by a mail of Mailgun, and the console tells it', (t) =>
  walkGuideEnd(t, { running, mailgun, language: 'en', isPictured: true }));
