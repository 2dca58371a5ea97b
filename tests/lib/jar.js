// A visitor without a browser: a cookie jar, redirects followed one by one, forms read from HTML.
// It shows that everything works for jars that are not browsers, too (T-44a).
import assert from 'node:assert/strict';
import { saw, sawUrl } from './witness.js';

export class Jar {
  /** Host → name → value; ports do not part cookies, as in browsers. */
  #cookies = new Map();
  /** Every URL that was requested, in order. */
  trail = [];

  #cookieHeader(host) {
    const cookies = [...(this.#cookies.get(host) ?? new Map())];
    return cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(host, headers) {
    const cookies = this.#cookies.get(host) ?? new Map();
    this.#cookies.set(host, cookies);
    for (const line of headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      const gone = value === '' || /;\s*max-age=0\b/i.test(line);
      if (gone) cookies.delete(name);
      else cookies.set(name, value.length >= 16 ? saw('cookie', value) : value);
    }
  }

  /** One request, and every redirect behind it. */
  async open(url, { form, headers = {} } = {}) {
    let target = new URL(url);
    let body = form && new URLSearchParams(form);
    for (let hop = 0; hop < 12; hop += 1) {
      this.trail.push(sawUrl(target.href));
      const cookie = this.#cookieHeader(target.hostname);
      const answer = await fetch(target, {
        method: body ? 'POST' : 'GET',
        body,
        redirect: 'manual',
        headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers },
      });
      this.#keep(target.hostname, answer.headers);
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status > 399 || !location) {
        return new Page(this, target, answer, await answer.text());
      }
      await answer.body?.cancel();
      if (body) assert.notEqual(answer.status, 307, 'T-17: never 307');
      target = new URL(location, target);
      body = undefined;
    }
    throw new Error(`too many redirects:\n${this.trail.slice(-12).join('\n')}`);
  }
}

class Page {
  constructor(jar, url, answer, html) {
    this.jar = jar;
    this.url = url;
    this.status = answer.status;
    this.headers = answer.headers;
    this.html = html;
  }

  /** The text without its tags. */
  get text() {
    return unescape(this.html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
  }

  /** Sends a form of the page, the first by default, with these fields filled in. */
  submit(fields = {}, index = 0) {
    const forms = [...this.html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/gi)];
    assert.ok(forms[index], `form ${index} is missing on ${this.url.pathname}: ${this.text}`);
    const [, attributes, inside] = forms[index];
    const form = {};
    for (const [tag] of inside.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(tag, 'name');
      if (name && attribute(tag, 'type') === 'hidden') form[name] = attribute(tag, 'value') ?? '';
      if (name && name in fields) form[name] = fields[name];
    }
    for (const name of Object.keys(fields)) {
      assert.ok(name in form, `the form on ${this.url.pathname} has no field ${name}`);
    }
    if (form.csrf?.length >= 16) saw('csrf', form.csrf);
    const action = new URL(attribute(attributes, 'action') ?? '', this.url);
    return this.jar.open(action, { form, headers: { origin: this.url.origin } });
  }

  /** Follows the link whose text or target matches. */
  follow(pattern) {
    const links = [...this.html.matchAll(/<a\b([^>]*)>([^]*?)<\/a>/gi)];
    const link = links.find(
      ([, attributes, text]) => pattern.test(text) || pattern.test(attribute(attributes, 'href') ?? ''),
    );
    assert.ok(link, `no link like ${pattern} on ${this.url.pathname}: ${this.text}`);
    return this.jar.open(new URL(attribute(link[1], 'href'), this.url));
  }
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i'));
  return found ? unescape(found[1] ?? found[2] ?? found[3]) : undefined;
}

function unescape(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name) => named[name]);
}

/** From Signet's sign-in page to the application: address, code, and a new account if offered. */
export async function signInByCode(page, signet, email) {
  assert.equal(page.status, 200, page.text);
  const codePage = await page.submit({ email });
  assert.match(codePage.url.pathname, /\/verification-code$/, codePage.text);
  let next = await codePage.submit({ code: await signet.mailbox.code(email) });
  if (/\/(no-account|account-exists)$/.test(next.url.pathname)) next = await next.submit();
  return next;
}

/** From the sign-in page that asks for the address to the application: by way of the code page, with the password. */
export async function signInByPassword(page, { email, password }) {
  assert.equal(page.status, 200, page.text);
  const codePage = await page.submit({ email });
  const passwordPage = await codePage.follow(/\/sign-in\/password\?/);
  return passwordPage.submit({ password });
}
