// Databases of their own on the PostgreSQL that `tests/run` started.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** The URL of a new, empty database. */
export function newPostgresDatabase() {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set; tests/run sets it');
  const name = `browser_${randomBytes(6).toString('hex')}`;
  execFileSync('psql', ['--quiet', '--dbname', server, '--command', `create database ${name}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
