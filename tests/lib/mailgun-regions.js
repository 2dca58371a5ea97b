// Both regions of Mailgun on this machine, at the names they have: which one a request is for, its
// host says. Signet is started with a look-up of names that leads here, and trusts the certificate.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificate } from './certificate.js';
import { Mailgun } from './mailgun.js';

const REGIONS = { 'api.mailgun.net': 'US', 'api.eu.mailgun.net': 'EU' };

/** Starts it; `settings` is what `signet.toml` needs to reach it, and `env` what the program does. */
export async function startMailgunRegions() {
  const mailgun = new MailgunRegions();
  await mailgun.begin();
  return mailgun;
}

class MailgunRegions extends Mailgun {
  #folder = mkdtempSync(join(tmpdir(), 'mailgun-'));

  async begin() {
    const trusted = await certificate(Object.keys(REGIONS));
    writeFileSync(this.#path('authority.pem'), trusted.cert);
    const source = fileURLToPath(new URL('./names.c', import.meta.url));
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-o', this.#path('names.so'), source, '-ldl']);
    await this.listen(trusted);
  }

  #path(name) {
    return join(this.#folder, name);
  }

  regionOf(request) {
    return REGIONS[request.headers.host];
  }

  get settings() {
    const places = Object.keys(REGIONS).map((name) => `"${name}:443"`);
    return `[outbound]\nca_file = "${this.#path('authority.pem')}"\nallow = [${places}]\n`;
  }

  get env() {
    return { LD_PRELOAD: this.#path('names.so'), TEST_TLS_PORT: String(this.port) };
  }

  async stop() {
    await super.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
