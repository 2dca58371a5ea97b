// A Signet of its own for a test: free ports, a fresh folder, log level trace, output captured.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Mailbox } from './mailbox.js';
import { freePorts } from './port.js';
import { saw, watch } from './witness.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
export const program = process.env.TEST_SIGNET ?? join(target, 'debug', 'signet');
const clockwork = process.env.TEST_CLOCKWORK ?? join(target, 'debug', 'examples', 'clockwork');
const witnessFolder = process.env.TEST_WITNESS_DIR;

// One machine plays all visitors: what counts strangers per address would count the suite.
const ROOMY = {
  SIGNET__LIMITS__SENDS_PER_IP: '100000/1m',
  SIGNET__LIMITS__PAGES_PER_IP: '1000000/1m',
  SIGNET__LIMITS__FORMS_PER_IP: '1000000/1m',
  SIGNET__LIMITS__CALLS_PER_IP: '1000000/1m',
};

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The text of a `signet.toml` with these applications. */
export function configuration({ applications = [], extra = '' } = {}) {
  const value = (item) => JSON.stringify(item);
  const tables = applications.map((application) => {
    const lines = Object.entries(application).map(([key, item]) => `${key} = ${value(item)}`);
    return `[[applications]]\n${lines.join('\n')}\n`;
  });
  return `${extra}\n${tables.join('\n')}`;
}

/**
 * Starts Signet and waits until it is ready.
 *
 * - `command`: `dev`, or `serve` for the production start (then with `mailbox`: where mail arrives)
 * - `applications`: what `[[applications]]` holds; secrets go to the witness
 * - `database`: a PostgreSQL URL, else SQLite in the data folder
 * - `clock`: start the test-only build whose clock `signet.advance(seconds)` moves
 * - `extra`: further text of `signet.toml`, `env`: further variables
 * - `terminal`: as whoever tries it out does: on a terminal, in a folder without a `signet.toml`
 */
export async function startSignet(options = {}) {
  const { applications = [], command = 'dev', database, clock, extra, mailbox, terminal, env = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'signet-test-'));
  const [port, demoPort, clockPort] = await freePorts(3);
  const file = join(folder, 'signet.toml');
  if (!terminal) writeFileSync(file, configuration({ applications, extra }));
  for (const { secret } of applications) saw('client secret', secret);

  const started = clock ? clockwork : program;
  if (!existsSync(started)) throw new Error(`${started} has not been built`);
  const variables = {
    PATH: process.env.PATH,
    TMPDIR: tmpdir(),
    TEST_RUN_ID: process.env.TEST_RUN_ID ?? '',
    RUST_BACKTRACE: '1',
    SIGNET__LOG: 'trace',
    SIGNET__HTTP__LISTEN: `localhost:${port}`,
    SIGNET__DEMO__LISTEN: `localhost:${demoPort}`,
    SIGNET__DATA_DIR: join(folder, 'data'),
    ...ROOMY,
    ...(database ? { SIGNET__DATABASE__URL: database } : {}),
    ...(command === 'serve' ? production(port) : {}),
    ...(clock ? { CLOCKWORK_LISTEN: `127.0.0.1:${clockPort}` } : {}),
    ...env,
  };
  const signet = new Signet({ folder, port, demoPort, mailbox, clockPort: clock && clockPort });
  if (terminal) signet.launch('script', onTerminal(`${started} ${command}`), { ...variables, SHELL: '/bin/sh' });
  else signet.launch(started, [command, '--config', file], variables);
  await signet.ready();
  return signet;
}

/** How `script` gives a command a terminal, ends with it, and keeps no record. */
const onTerminal = (command) => ['--quiet', '--return', '--flush', '--command', `exec ${command}`, '/dev/null'];

/** What `signet serve` makes up for nobody. */
function production(port) {
  return {
    SIGNET__PUBLIC_URL: `http://localhost:${port}`,
    SIGNET__SECRETS__MASTER_KEY: saw('master key', randomBytes(32).toString('base64')),
  };
}

class Signet {
  #child;
  #started = [];
  #env;
  #chunks = [];
  #ended;

  constructor({ folder, port, demoPort, clockPort, mailbox }) {
    this.folder = folder;
    this.url = `http://localhost:${port}`;
    this.issuer = `${this.url}/oidc`;
    this.demo = `http://localhost:${demoPort}`;
    this.clockUrl = clockPort ? `http://127.0.0.1:${clockPort}` : undefined;
    this.mailbox = mailbox ?? new Mailbox(this.url);
  }

  launch(binary, args, env) {
    this.#started = [binary, args, env];
    const child = spawn(binary, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    this.#env = env;
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        running.delete(child);
        resolve(signal ?? code);
      });
      child.once('error', (error) => resolve(error.message));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        this.#chunks.push(text);
        if (witnessFolder) appendFileSync(join(witnessFolder, `signet-${child.pid}.out`), text);
      });
    }
    watch(`signet ${child.pid}`, () => this.output);
  }

  /** Runs a command on the host, beside the server; what it prints. */
  command(...args) {
    const options = { cwd: this.folder, env: this.#env, encoding: 'utf8' };
    return execFileSync(program, [...args, '--config', join(this.folder, 'signet.toml')], options);
  }

  /** Everything printed so far. */
  get output() {
    return this.#chunks.join('');
  }

  async ready() {
    const late = Date.now() + 30_000;
    for (;;) {
      const over = await Promise.race([this.#ended, sleep(25, 'running')]);
      if (over !== 'running') throw new Error(`Signet ended (${over}):\n${this.output.slice(-3000)}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await answer?.text();
      if (answer?.status === 200) break;
      if (Date.now() > late) {
        await this.stop().catch(() => {});
        throw new Error(`Signet was not ready within 30 s:\n${this.output.slice(-3000)}`);
      }
    }
    const key = join(this.folder, 'data', 'master.key');
    if (existsSync(key)) saw('master key', readFileSync(key, 'utf8').trim());
  }

  /** Lets time pass for Signet alone (only when started with `clock`). */
  async advance(seconds) {
    const answer = await fetch(`${this.clockUrl}/advance?seconds=${seconds}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`the clock answered ${answer.status}`);
    await answer.text();
  }

  /** Ends the program and starts it again on the same folder; `meanwhile` happens while it is gone. */
  async restart(meanwhile = async () => {}) {
    this.#child.kill('SIGTERM');
    const over = await this.#ended;
    if (over !== 0) throw new Error(`Signet stopped with ${over}:\n${this.output.slice(-3000)}`);
    await meanwhile();
    this.launch(...this.#started);
    await this.ready();
  }

  /** Stops as an operator would, and fails unless that ends well and in time. */
  async stop() {
    this.#child.kill('SIGTERM');
    const over = await Promise.race([this.#ended, sleep(15_000, 'running', { ref: false })]);
    if (over === 'running') {
      this.#child.kill('SIGKILL');
      await this.#ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
    if (over !== 0) {
      throw new Error(`Signet stopped with ${over}:\n${this.output.slice(-3000)}`);
    }
    if (/panicked at/.test(this.output)) {
      throw new Error(`Signet panicked:\n${this.output.match(/.*panicked at[^]{0,500}/)[0]}`);
    }
  }
}
