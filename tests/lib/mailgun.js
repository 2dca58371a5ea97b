// A Mailgun on a local socket: takes messages as the real one does, and hands the tests the codes.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mailbox } from './mailbox.js';
import { stop } from './serve.js';
import { saw } from './witness.js';

const DOMAIN = 'mg.example.com';

/** What Mailgun tells of a domain (`GET /v4/domains/{name}`). */
const told = (domain, { state, spf, dkim }) => ({
  domain: { name: domain, state },
  receiving_dns_records: [],
  sending_dns_records: [
    { record_type: 'TXT', name: domain, valid: spf, value: 'v=spf1 include:mailgun.org ~all' },
    { record_type: 'TXT', name: `k1._domainkey.${domain}`, valid: dkim, value: 'k=rsa; p=MIGfMA0' },
  ],
});

const problem = (status, message) => Object.assign(new Error(message), { status });

/** Starts it; `table` is what `signet.toml` needs to use it. */
export async function startMailgun() {
  const mailgun = new Mailgun();
  mailgun.know(DOMAIN);
  await mailgun.listen();
  return mailgun;
}

export class Mailgun extends Mailbox {
  #server;
  #received = [];
  #domains = new Map();
  #key = saw('API key', randomBytes(16).toString('hex'));
  #signing = saw('webhook signing key', randomBytes(16).toString('hex'));
  /** What is answered instead of taking a mail, if anything: its status and its words. */
  refusal;

  /** Listens on a free port; with a certificate it speaks TLS. */
  async listen(certificate) {
    const handle = (request, response) => {
      this.#answer(request).then(
        (body) => write(response, 200, body),
        (error) => write(response, error.status ?? 500, { message: error.message }),
      );
    };
    this.#server = certificate ? createHttps(certificate, handle) : createServer(handle);
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** A domain of the account, in a region when there are several; until then nothing is sent for it. */
  know(domain, { region = '', state = 'active', spf = 'valid', dkim = 'valid' } = {}) {
    this.#domains.set(`${region}/${domain}`, told(domain, { state, spf, dkim }));
  }

  /** There are no domains any more. */
  forget() {
    this.#domains.clear();
  }

  /** To which region a request came; one at an address of its own has no regions. */
  regionOf() {
    return '';
  }

  get port() {
    return this.#server.address().port;
  }

  get key() {
    return this.#key;
  }

  /** What reports are signed with. */
  get signingKey() {
    return this.#signing;
  }

  /**
   * Reports to a Signet what became of the newest mail to somebody: `delivered`, or `failed` with more. Asked to
   * come again, it does, as the real one, but sooner. The status of the last answer.
   */
  async report(signet, to, event) {
    const late = Date.now() + 10_000;
    for (;;) {
      const { status } = await this.#post(signet, to, event);
      if (status !== 503 || Date.now() > late) return status;
      await sleep(50);
    }
  }

  async #post(signet, to, event) {
    const [mail] = await this.messages(to);
    const [timestamp, token] = [String(Math.floor(Date.now() / 1000)), randomBytes(25).toString('hex')];
    const signature = createHmac('sha256', this.#signing).update(timestamp + token).digest('hex');
    const message = { headers: { 'message-id': mail.id.slice(1, -1) } };
    const data = { timestamp: Date.now() / 1000, recipient: to, message, ...event };
    const body = JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': data });
    const answer = await fetch(`${signet}/webhooks/mailgun`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await answer.text();
    return answer;
  }

  get table() {
    return [
      `[email]\nconnector = "mailgun"\n[email.mailgun]\ndomain = "${DOMAIN}"`,
      `apiKey = "${this.#key}"`,
      `from = "Example <no-reply@${DOMAIN}>"`,
      `base_url = "http://${this.place}"`,
    ].join('\n');
  }

  /** Where it listens, as `[outbound] allow` names it. */
  get place() {
    return `127.0.0.1:${this.port}`;
  }

  /** The configuration of a connector that sends here, as the Management API takes it. */
  get config() {
    return {
      domain: DOMAIN,
      apiKey: this.#key,
      from: `Example <no-reply@${DOMAIN}>`,
      baseUrl: `http://${this.place}`,
      deliveries: {
        Generic: { subject: '{{code}} is your code', html: '<p>{{code}}</p>', text: '{{code}}' },
      },
    };
  }

  async #answer(request) {
    const chunks = await request.toArray();
    if (this.refusal) throw problem(this.refusal.status, this.refusal.message);
    const basic = saw('basic', Buffer.from(`api:${this.#key}`).toString('base64'));
    if (request.headers.authorization !== `Basic ${basic}`) throw problem(401, 'Forbidden');
    const [, version, domain] = request.url.match(/^\/v3\/([^/]+)\/messages$|^\/v4\/domains\/([^/]+)$/) ?? [];
    const name = version ?? domain;
    const known = this.#domains.get(`${this.regionOf(request)}/${name}`);
    if (!known) throw problem(404, `Domain not found: ${name}`);
    if (request.method === 'GET') return known;
    const type = request.headers['content-type'];
    const body = new Response(Buffer.concat(chunks), { headers: { 'content-type': type } });
    return { id: this.#take(await body.formData()), message: 'Queued. Thank you.' };
  }

  #take(form) {
    const { to, subject, text, html, template, 'h:X-Mailgun-Variables': variables } = Object.fromEntries(form);
    const id = `<${this.#received.length}@${DOMAIN}>`;
    // What Mailgun would write into a template of its own comes as its variables.
    const code = variables ? JSON.parse(variables).code : text?.match(/\b\d{6}\b/)?.[0];
    this.#received.unshift({ id, to, subject, text, html, template, code });
    return id;
  }

  async messages(to) {
    return this.#received.filter((mail) => mail.to === to);
  }

  stop() {
    return stop(this.#server);
  }
}

function write(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
