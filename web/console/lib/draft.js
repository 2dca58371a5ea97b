// What was saved, what was typed over it, what was refused, and what somebody else saved meanwhile.
import { batch, computed, signal } from "./html.js";
import { call } from "./api.js";

/** Drafts that were left with something typed in them: they are there when one comes back. */
const kept = new Map();
const open = signal(/** @type {string[]} */ ([]));

/** Whether anything that was typed is not saved yet. */
export const anyOpen = () => open.value.length > 0;

const same = (/** @type {any} */ a, /** @type {any} */ b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The members whose typed value differs from the saved one.
 * @param {Record<string, any>} saved
 * @param {Record<string, any>} typed
 */
export const differing = (saved, typed) => Object.fromEntries(Object.entries(typed).filter(([key, value]) => !same(value, saved[key])));

/**
 * What differs between two saved states and was typed over as well: none of it may win in silence.
 * @param {Record<string, any>} was
 * @param {Record<string, any>} theirs
 * @param {Record<string, any>} typed
 */
export const clashing = (was, theirs, typed) => Object.keys(typed).filter((key) => !same(was[key], theirs[key]) && !same(typed[key], theirs[key]));

/**
 * @param {string} path of the Management API
 * @param {Record<string, any>} saved
 * @param {string} etag
 * @param {{ send?: (changed: any, etag: string, value: any) => Promise<import("./api.js").Answer>, load?: () => Promise<import("./api.js").Answer> }} [ways]
 */
export function draft(path, saved, etag, ways = {}) {
  const old = kept.get(path);
  if (old) {
    if (old.etag.value !== etag) old.meet({ data: saved, etag });
    return old;
  }
  const made = fresh(path, saved, etag, ways);
  kept.set(path, made);
  return made;
}

/** Forgets the draft of what is gone. */
export function forget(/** @type {string} */ path) {
  kept.delete(path);
  open.value = open.value.filter((one) => one !== path);
}

function fresh(/** @type {string} */ path, /** @type {any} */ first, /** @type {string} */ mark, /** @type {any} */ ways) {
  const saved = signal(first), etag = signal(mark), typed = signal(/** @type {Record<string, any>} */ ({}));
  const problems = signal(/** @type {Record<string, string>} */ ({}));
  const conflict = signal(/** @type {null | { was: any, theirs: any, keys: string[] }} */ (null));
  const busy = signal(false), savedAt = signal(0);
  const changed = computed(() => differing(saved.value, typed.value));
  const value = computed(() => ({ ...saved.value, ...typed.value }));
  const count = computed(() => Object.keys(changed.value).length);
  const send = ways.send ?? ((/** @type {any} */ body, /** @type {string} */ match) => call("PATCH", path, { body, etag: match }));
  const load = ways.load ?? (() => call("GET", path));
  const note = () => (open.value = [...open.value.filter((one) => one !== path), ...(count.value ? [path] : [])]);

  const self = {
    path, saved, etag, problems, conflict, busy, changed, value, count, savedAt,
    set(/** @type {string} */ key, /** @type {any} */ next) {
      batch(() => {
        typed.value = { ...typed.value, [key]: next };
        const { [key]: _, ...others } = problems.value;
        problems.value = others;
        savedAt.value = 0;
        note();
      });
    },
    discard() {
      batch(() => {
        typed.value = {};
        problems.value = {};
        conflict.value = null;
        note();
      });
    },
    /** Takes over what is saved by now; what was typed stays, and where both differ a person decides. */
    meet(/** @type {{ data: any, etag: string }} */ answer) {
      batch(() => {
        const was = saved.value, keys = clashing(was, answer.data, changed.value);
        saved.value = answer.data;
        etag.value = answer.etag;
        conflict.value = keys.length ? { was, theirs: answer.data, keys } : null;
        note();
      });
    },
    /** Settles one member of a conflict. */
    settle(/** @type {string} */ key, /** @type {"mine" | "theirs"} */ whose) {
      const at = conflict.value;
      if (!at) return;
      if (whose === "theirs") self.set(key, at.theirs[key]);
      const keys = at.keys.filter((one) => one !== key);
      conflict.value = keys.length ? { ...at, keys } : null;
    },
    async save() {
      if (busy.value || !count.value || conflict.value) return false;
      busy.value = true;
      problems.value = {};
      try {
        const answer = await send(changed.value, etag.value, value.value);
        batch(() => {
          saved.value = answer.data ?? value.value;
          if (answer.etag) etag.value = answer.etag;
          typed.value = {};
          savedAt.value = Date.now();
          note();
        });
        if (!answer.etag) self.meet(await load());
        return true;
      } catch (error) {
        await refused(error);
        return false;
      } finally {
        busy.value = false;
      }
    },
  };

  /** A refusal stands at its field; what belongs to no field stands above the form. */
  async function refused(/** @type {any} */ error) {
    if (error.status !== 412) {
      problems.value = { [error.member || "form"]: error.message || error.code || "unknown" };
      return;
    }
    const before = etag.value;
    self.meet(await load());
    // No overlap: what was typed lies on the newer state, and is sent again.
    if (!conflict.value && etag.value !== before) {
      busy.value = false;
      await self.save();
    }
  }

  return self;
}
