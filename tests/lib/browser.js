// The system's Chromium, and visitors in it whose every step is watched: console errors, requests
// to strangers, and (for the witness) each cookie, code and form field.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { saw, sawUrl } from './witness.js';

const CANDIDATES = [
  process.env.TEST_CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

function program() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found; tests/run installs it');
  return { executablePath, headless: true, args: ARGUMENTS };
}

export const openBrowser = () => chromium.launch(program());

/** What a page is made of, which sets no cookie and leads nowhere: a page of the console has a hundred of them. */
const FILES = new Set(['font', 'image', 'script', 'stylesheet']);

/** Phones people have. */
export const PHONE = { width: 390, height: 844 };
export const SMALL_PHONE = { width: 320, height: 568 };

/**
 * A person with a fresh browser profile.
 *
 * - `origins`: whom the pages may talk to; anything else is a failure
 * - `attacker`: what stands in this visitor's URLs is nobody's secret
 * - everything else is Playwright's (`javaScriptEnabled`, `locale`, `colorScheme`, `viewport`, …)
 */
export async function newVisitor(browser, { origins, attacker, ...options }) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(30_000);
  const visitor = new Visitor(context, origins, attacker ? (url) => url : sawUrl);
  visitor.page = await context.newPage();
  return visitor;
}

/**
 * A person whose browser keeps its profile in a folder; `leave` closes it, and opening the same
 * folder again is opening the browser again. `origins` and `options` as for `newVisitor`.
 */
export async function openProfile(folder, { origins, ...options }) {
  const settings = { locale: 'en-GB', ...program(), ...options };
  const context = await chromium.launchPersistentContext(folder, settings);
  context.setDefaultTimeout(30_000);
  const visitor = new Visitor(context, origins, sawUrl);
  visitor.page = context.pages()[0] ?? (await context.newPage());
  return visitor;
}

class Visitor {
  #origins;
  #sawUrl;
  #pending = [];
  #documents = new Set();

  constructor(context, origins, sawUrl) {
    this.context = context;
    this.#sawUrl = sawUrl;
    this.#origins = new Set(origins);
    /** What a visitor must never cause; `leave` fails when there is something in it. */
    this.problems = [];
    /** Requests the pages made, as `METHOD URL`. */
    this.requests = [];
    context.on('request', (request) => this.#onRequest(request));
    context.on('response', (response) => {
      if (!FILES.has(response.request().resourceType())) this.#pending.push(this.#onResponse(response));
    });
    context.on('console', (message) => this.#onConsole(message));
    context.on('weberror', (error) => this.problems.push(`script: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
  }

  /** Another tab of the same browser. */
  tab() {
    return this.context.newPage();
  }

  #onRequest(request) {
    const url = this.#sawUrl(request.url());
    this.requests.push(`${request.method()} ${url}`);
    if (request.isNavigationRequest()) this.#documents.add(url);
    const { protocol, origin } = new URL(url);
    const internal = ['data:', 'about:', 'blob:'].includes(protocol);
    if (!internal && !this.#origins.has(origin)) this.problems.push(`request to ${origin}`);
    const form = request.method() === 'POST' ? request.postData() : undefined;
    const csrf = form && new URLSearchParams(form).get('csrf');
    if (csrf && csrf.length >= 16) saw('csrf', csrf);
  }

  async #onResponse(response) {
    const headers = await response.headersArray().catch(() => []);
    for (const { name, value } of headers) {
      if (name.toLowerCase() === 'location') this.#sawUrl(new URL(value, response.url()).href);
      if (name.toLowerCase() !== 'set-cookie') continue;
      const [, content] = value.match(/^[^=]+=([^;]*)/) ?? [];
      if (content?.length >= 16) saw('cookie', content);
    }
  }

  #onConsole(message) {
    if (!['error', 'warning'].includes(message.type())) return;
    // Chromium reports the status of an error page itself as a console error.
    const { url } = message.location();
    // Asked for by Chromium itself where an answer is not HTML and so cannot name an icon.
    if (url.endsWith('/favicon.ico')) return;
    if (this.#documents.has(url) && message.text().startsWith('Failed to load resource')) return;
    this.problems.push(`console: ${message.text()} (${url})`);
  }

  /** Closes the profile; fails when anything went wrong on the way. */
  async leave() {
    await Promise.allSettled(this.#pending);
    await this.context.close();
    assert.deepEqual([...new Set(this.problems.map((problem) => problem.slice(0, 200)))], []);
  }
}
