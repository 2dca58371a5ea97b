// The development mailbox, read as scripts read it.
import { setTimeout as sleep } from 'node:timers/promises';
import { saw } from './witness.js';

export class Mailbox {
  #base;
  #read = new Set();

  constructor(base) {
    this.#base = base;
  }

  /** All mails to an address, newest first. */
  async messages(to) {
    const answer = await fetch(`${this.#base}/dev/mailbox/messages?to=${encodeURIComponent(to)}`);
    if (answer.status !== 200) throw new Error(`the mailbox answered ${answer.status}`);
    return answer.json();
  }

  /** The next mail to an address that was not handed out before. */
  async next(to) {
    saw('address', to);
    const late = Date.now() + 30_000;
    while (Date.now() < late) {
      const messages = await this.messages(to);
      const fresh = messages.filter(({ id }) => !this.#read.has(id)).at(-1);
      if (fresh) {
        this.#read.add(fresh.id);
        saw('code', fresh.code);
        return fresh;
      }
      await sleep(20);
    }
    throw new Error('no mail came within 30 s');
  }

  /** The code in the next mail to an address. */
  async code(to) {
    const { code } = await this.next(to);
    if (!/^\d{6}$/.test(code)) throw new Error('the mail has no code of six digits');
    return code;
  }

  /** A code that is not `code`. */
  static wrong(code) {
    return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  }
}
