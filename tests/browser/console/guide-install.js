// What the guides say to install, installed as they say, from the registry: what a reader gets today. Where
// no registry can be reached, this is said, and the packages that other tests use take their place.
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copied, linkPackages } from './guide-code.js';

const goModule = fileURLToPath(new URL('../../interop/go/', import.meta.url));

/** How long a command that is shown may take, in milliseconds, and how long a build that begins with an empty cache. */
const PATIENCE = 180_000;
const PATIENCE_TO_BUILD = 300_000;

/** Beside the commands, which stay as they are shown. */
const SETTINGS = {
  // What was fetched before is not asked for again.
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  // A registry that does not answer is given up before the patience is over, and so tells itself apart.
  npm_config_fetch_retries: '1',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_timeout: '30000',
  // Go's own default, which distributions change: the newest packages may want a newer Go.
  GOTOOLCHAIN: 'auto',
};

/**
 * What npm and Go say where no registry answers, or where something on the way refuses. What they say of a
 * package that does not exist (404) is not among it.
 */
const UNREACHABLE = [
  /^npm (?:error|ERR!) code (ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E\w*TIMEOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|\w*CERT\w*|UNABLE_TO_VERIFY\w+|E403|E407|E50[234])$/m,
  /: (403 Forbidden|407 Proxy Authentication Required|50[234] [A-Z][\w ]+)/,
  /(no such host|connection refused|connection reset|network is unreachable|no route to host|i\/o timeout|TLS handshake timeout|dial tcp|proxyconnect|x509|GOPROXY=off)/,
];

const causeIn = (said) => UNREACHABLE.map((pattern) => pattern.exec(said)?.[1]).find(Boolean);

/** Runs one line of a shell; why its registry cannot be reached, if that is so. Any other failure is one. */
async function run(line, folder, timeout = PATIENCE) {
  const running = promisify(exec)(line, { cwd: folder, env: { ...process.env, ...SETTINGS }, timeout, maxBuffer: 2 ** 24 });
  // Nobody is there to answer a question.
  running.child.stdin.end();
  try {
    await running;
    return undefined;
  } catch (error) {
    const said = `${error.stdout}\n${error.stderr}`;
    const cause = error.killed ? undefined : causeIn(said);
    if (cause) return cause;
    throw new Error(`${line}: ${error.killed ? `ended after ${timeout} ms` : `exit code ${error.code}`}\n${said.slice(-3000)}`);
  }
}

/** Runs what a guide shows, line by line; whether all of it is done. If not, `instead` is what must do. */
async function runShown(t, shown, folder, instead) {
  for (const line of shown.trim().split('\n')) {
    const began = Date.now();
    const cause = await run(line, folder);
    if (cause) {
      t.diagnostic(`"${line}" cannot reach its registry (${cause}): NOT installed as the guide says, the app runs on ${instead}`);
      return false;
    }
    t.diagnostic(`"${line}" took ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
  return true;
}

/** What the Express guide says to install, into an empty folder. */
export async function installExpress(t, page, w, folder) {
  const packages = join(folder, 'node_modules');
  if (await runShown(t, await copied(page, w, 'npm'), folder, 'the packages of tests/node_modules')) {
    // In a folder that lies in somebody's project npm installs there instead.
    assert.ok(existsSync(packages), `npm has not installed into the empty folder ${folder}`);
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    t.diagnostic(`installed: ${Object.entries(dependencies).map((one) => one.join(' ')).join(', ')}`);
    return;
  }
  rmSync(packages, { recursive: true, force: true });
  linkPackages(folder);
}

/** The module of the Go guide in an empty folder, with the files of its code, and built as `app`. */
export async function installGo(t, page, w, folder, files) {
  const instead = 'the versions of tests/interop/go';
  const isGot = await runShown(t, await copied(page, w, 'bash'), folder, instead);
  for (const file of files) writeFileSync(join(folder, file), await copied(page, w, file));
  // The guide says it in its last sentence: what the files import is known only now.
  const tidy = page.getByText('go mod tidy', { exact: true });
  await tidy.waitFor();
  if (!isGot || !(await runShown(t, await tidy.textContent(), folder, instead))) {
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(goModule, file), join(folder, file));
  }
  // As `go run .` would; that one could not be ended with what it has started.
  const cause = await run('go build -mod=readonly -o app .', folder, PATIENCE_TO_BUILD);
  assert.equal(cause, undefined, 'the versions of tests/interop/go have to be there, or a registry to get them from');
}
