// A Mailgun on a local socket: takes messages as the real one does, and hands the tests the codes.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Mailbox } from './mailbox.js';
import { stop } from './serve.js';
import { saw } from './witness.js';

/** Starts it; `table` is what `signet.toml` needs to use it. */
export async function startMailgun() {
  const mailgun = new Mailgun();
  await mailgun.listen();
  return mailgun;
}

class Mailgun extends Mailbox {
  #server;
  #received = [];
  /** What is answered instead of taking a mail, if anything: its status and its words. */
  refusal;
  #key = saw('API key', randomBytes(16).toString('hex'));

  async listen() {
    this.#server = createServer((request, response) => {
      this.#take(request).then(
        (id) => this.#answer(response, 200, { id, message: 'Queued. Thank you.' }),
        (error) => this.#answer(response, error.status ?? 401, { message: error.message }),
      );
    });
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get table() {
    const { port } = this.#server.address();
    return [
      '[email]\nconnector = "mailgun"\n[email.mailgun]\ndomain = "mg.example.com"',
      `apiKey = "${this.#key}"`,
      'from = "Example <no-reply@mg.example.com>"',
      `base_url = "http://127.0.0.1:${port}"`,
    ].join('\n');
  }

  /** Where it listens, as `[outbound] allow` names it. */
  get place() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  /** The configuration of a connector that sends here, as the Management API takes it. */
  get config() {
    return {
      domain: 'mg.example.com',
      apiKey: this.#key,
      from: 'Example <no-reply@mg.example.com>',
      baseUrl: `http://${this.place}`,
      deliveries: {
        Generic: { subject: '{{code}} is your code', html: '<p>{{code}}</p>', text: '{{code}}' },
      },
    };
  }

  async #take(request) {
    const chunks = await request.toArray();
    if (this.refusal) throw Object.assign(new Error(this.refusal.message), this.refusal);
    const basic = saw('basic', Buffer.from(`api:${this.#key}`).toString('base64'));
    if (request.headers.authorization !== `Basic ${basic}`) throw new Error('Forbidden');
    if (request.url !== '/v3/mg.example.com/messages') throw new Error(`no ${request.url}`);
    const type = request.headers['content-type'];
    const body = new Response(Buffer.concat(chunks), { headers: { 'content-type': type } });
    const form = await body.formData();
    const { to, subject, text, html } = Object.fromEntries(form);
    const id = `<${this.#received.length}@mg.example.com>`;
    const code = text.match(/\b\d{6}\b/)?.[0];
    this.#received.unshift({ id, to, subject, text, html, code });
    return id;
  }

  #answer(response, status, body) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  async messages(to) {
    return this.#received.filter((mail) => mail.to === to);
  }

  stop() {
    return stop(this.#server);
  }
}
