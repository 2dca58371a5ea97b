// The end of the guides in French, on PostgreSQL and at a zoom of 400 %: neither depends on the other, and one walk
// shows both.
import { test } from 'node:test';
import { newPostgresDatabase } from '../../lib/database.js';
import { startMailgunRegions } from '../../lib/mailgun-regions.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuideEnd } from './guide-end.js';
import { withSmallPhone, ZOOMED } from './hands.js';

const mailgun = await startMailgunRegions();
mailgun.know('mg.example.com', { region: 'US' });
const running = suite({
  browser: true,
  database: newPostgresDatabase(),
  extra: ADMINISTRATORS + mailgun.settings,
  env: mailgun.env,
  begin: () => () => mailgun.stop(),
});

test('a person signs in by a mail of Mailgun at a zoom of 400 %, on PostgreSQL', { timeout: 300_000 }, (t) =>
  walkGuideEnd(t, { running, mailgun, language: 'fr', hands: withSmallPhone, viewport: ZOOMED }));
