// The guides, step by step, on PostgreSQL.
import { test } from 'node:test';
import { newPostgresDatabase } from '../../lib/database.js';
import { startMailgun } from '../../lib/mailgun.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS } from './enter.js';
import { walkGuide } from './guide-walk.js';

const mailgun = await startMailgun();
const running = suite({
  browser: true,
  database: newPostgresDatabase(),
  extra: `${ADMINISTRATORS}[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});

test("the guide's words lead from an empty console to mails by Mailgun on PostgreSQL", () =>
  walkGuide({ running, mailgun, language: 'fr', framework: 'Express' }));
