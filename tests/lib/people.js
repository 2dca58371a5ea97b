// Addresses nobody used before: a test never meets the limits or the account of another.
import { randomBytes } from 'node:crypto';
import { saw } from './witness.js';

/** A new address, remembered by the witness. */
export function somebody(name = 'ada') {
  return saw('address', `${name}.${randomBytes(5).toString('hex')}@example.com`);
}

/** A secret for an application, remembered by the witness. */
export function clientSecret() {
  return saw('client secret', randomBytes(24).toString('base64url').replace(/[-_]/g, 'x'));
}
