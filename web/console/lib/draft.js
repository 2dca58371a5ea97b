// What was saved, what was typed over it, what was refused, and what somebody else saved meanwhile.
import { batch, computed, signal } from "./html.js";
import { call, get } from "./api.js";
import { conflicting, differing, hasMoved, stillTyped, unsent } from "./changed.js";
import { nameOf } from "./names.js";
import { ago, t } from "./say.js";
import { tell } from "./toast.js";
import { reload } from "./view.js";
import { problemsOf } from "./words.js";

/** Drafts that were left with something typed in them: they are there when one comes back. */
const kept = new Map();
const open = signal(/** @type {string[]} */ ([]));

/** Whether anything that was typed is not saved yet. */
export const anyOpen = () => open.value.length > 0;

/**
 * @param {string} path of the Management API
 * @param {Record<string, any>} saved
 * @param {string} etag
 * @param {{ send?: (changed: any, etag: string, value: any) => Promise<any>, load?: () => Promise<import("./api.js").Answer> }} [ways]
 *   Where `send` makes something, it answers its `path`, and in `made` what is saved of it.
 */
export function draft(path, saved, etag, ways = {}) {
  const old = kept.get(path);
  if (old && !old.made) {
    // What came with the page may be older than what was saved meanwhile: it is looked at once more.
    if (old.etag.value !== etag) old.look().catch(() => {});
    return old;
  }
  const now = fresh(path, old?.made ?? saved, etag, ways);
  kept.set(path, now);
  if (old) {
    // What was typed while it was made, and until its page was there, is not saved yet.
    now.typed.value = old.typed.value;
    meet(now, { data: saved, etag });
  }
  return now;
}

/** What of the API is not there any more takes with it what was typed into it. */
export function lose(/** @type {string} */ gone) {
  const lost = [...kept.keys()].filter((path) => gone === path || gone.startsWith(`${path}/`));
  if (open.value.some((path) => lost.includes(path))) tell(t("draft-lost"));
  lost.forEach(forget);
}

/** Forgets the draft of what is gone. */
export function forget(/** @type {string} */ path) {
  kept.delete(path);
  open.value = open.value.filter((one) => one !== path);
}

/** @typedef {ReturnType<typeof fresh>} Draft */

/** What is held of a draft: what is saved, typed, refused and clashing. */
function fresh(/** @type {string} */ path, first, /** @type {string} */ mark, ways) {
  const saved = signal(first),
    etag = signal(mark);
  /** @type {{ value: Record<string, any> }} */
  const typed = signal({});
  /** @type {{ value: Record<string, string> }} */
  const problems = signal({});
  /** @type {{ value: null | { was: any, theirs: any, keys: string[] } }} */
  const conflict = signal(null);
  const busy = signal(false),
    savedAt = signal(0),
    by = signal("");
  const changed = computed(() => differing(saved.value, typed.value));
  const value = computed(() => ({ ...saved.value, ...typed.value }));
  const count = computed(() => Object.keys(changed.value).length);
  const send = ways.send ?? ((body, /** @type {string} */ match) => call("PATCH", path, { body, etag: match }));
  const load = ways.load ?? (() => call("GET", path));
  const held = { path, saved, etag, typed, problems, conflict, by, busy, changed, value, count, savedAt, send, load, sent: {}, made: /** @type {any} */ (null) };
  return Object.assign(held, {
    set: (/** @type {string} */ key, next) => set(held, key, next),
    discard: () => discard(held),
    settle: (key, whose) => settle(held, key, whose),
    save: () => save(held),
    look: () => look(held),
  });
}

/** Notes whether something is typed in it that is not saved: not of what is forgotten while its page is still there. */
function note(held) {
  const others = open.value.filter((one) => one !== held.path);
  open.value = held.count.value && kept.get(held.path) === held ? [...others, held.path] : others;
}

function set(held, /** @type {string} */ key, next) {
  batch(() => {
    held.typed.value = stillTyped(held.saved.value, { ...held.typed.value, [key]: next }, held.sent);
    // What was refused of this member is no longer what stands in it.
    const rest = Object.entries(held.problems.value).filter(
      ([path]) => !`${path}.`.replace(/^config\./, "").startsWith(`${key}.`),
    );
    held.problems.value = Object.fromEntries(rest);
    held.savedAt.value = 0;
    note(held);
  });
}

function discard(held) {
  batch(() => {
    held.typed.value = {};
    held.problems.value = {};
    held.conflict.value = null;
    note(held);
  });
}

/** Takes over what is saved by now; what was typed stays, and where both differ a person decides. */
function meet(held, /** @type {{ data: any, etag: string }} */ answer) {
  batch(() => {
    // Also what was put back while something was sent that is refused now.
    held.typed.value = stillTyped(held.saved.value, held.typed.value);
    const conflict = conflicting(held.conflict.value, held.saved.value, answer.data, held.changed.value);
    held.saved.value = answer.data;
    held.etag.value = answer.etag;
    held.conflict.value = conflict;
    held.by.value = "";
    note(held);
  });
}

/** Who changed it last, and when, in words; none where that is not to be learnt. */
async function changer(/** @type {string} */ path) {
  const [, of, id] = path.split("/"), noun = of.slice(0, -1);
  try {
    const { data } = await get("/signet/events", { kind: `${id ? noun : "settings"}.changed`, [noun]: id });
    const { actor, at } = data.events.find((one) => (one.data.connector_id ?? id) === id);
    const who = actor.id ? nameOf((await get(`/${actor.kind}s/${actor.id}`)).data) : "Signet";
    return t("changed-by", { who, when: ago(at) });
  } catch {
    return "";
  }
}

/** What is gone is loaded no more: its page says so, and what was typed into it is lost. */
const unlessGone = (/** @type {any} */ error) => {
  if (error.status === 404) reload();
  throw error;
};

/** Looks whether somebody else has saved meanwhile, and says so. */
async function look(held) {
  if (held.busy.value) return;
  const before = held.etag.value;
  const answer = await held.load().catch(unlessGone);
  // What was saved meanwhile is newer than this answer.
  if (held.busy.value || held.etag.value !== before || !answer.etag || answer.etag === before) return;
  const was = held.saved.value;
  meet(held, answer);
  if (!hasMoved(was, answer.data)) return;
  held.by.value = await changer(held.path);
  tell(`${t("changed-elsewhere")} ${held.by.value}`);
}

/** Settles one member of a conflict. */
function settle(held, /** @type {string} */ key, /** @type {"mine" | "theirs"} */ whose) {
  const at = held.conflict.value;
  if (!at) return;
  if (whose === "theirs") set(held, key, at.theirs[key]);
  const keys = at.keys.filter((one) => one !== key);
  held.conflict.value = keys.length ? { ...at, keys } : null;
}

/** @returns {Promise<boolean>} whether it is saved */
async function save(held) {
  if (held.busy.value || !held.count.value || held.conflict.value) return false;
  held.busy.value = true;
  held.problems.value = {};
  const sent = (held.sent = held.changed.value);
  try {
    const answer = await held.send(sent, held.etag.value, held.value.value);
    batch(() => {
      if (answer.path) {
        forget(held.path);
        kept.set((held.path = answer.path), held);
        held.made = answer.made;
      }
      held.saved.value = answer.data ?? { ...held.saved.value, ...sent };
      held.typed.value = stillTyped(held.saved.value, unsent(held.typed.value, sent));
      if (answer.etag) held.etag.value = answer.etag;
      held.savedAt.value = Date.now();
      note(held);
    });
    // It is saved, whether or not one learns under which tag.
    if (!answer.etag && !held.made) await held.load().then((/** @type {any} */ now) => meet(held, now), () => {});
    return true;
  } catch (error) {
    return await refused(held, error);
  } finally {
    batch(() => {
      held.sent = {};
      held.typed.value = stillTyped(held.saved.value, held.typed.value);
      // Nothing is made twice: what was made is saved on its own page.
      held.busy.value = Boolean(held.made);
    });
  }
}

/** A refusal stands at its field; what belongs to no field stands above the form. */
async function refused(held, error) {
  const before = held.etag.value;
  try {
    // Whether it is the thing itself that is not there, a look at it tells.
    if (error.status !== 412 && error.status !== 404) throw error;
    const now = await held.load().catch(unlessGone);
    if (error.status === 404) throw error;
    meet(held, now);
    // It is what it was, and yet refused.
    if (held.etag.value === before) throw error;
  } catch (why) {
    held.problems.value = problemsOf(why);
    return false;
  }
  // Asked before this change is the last one.
  held.by.value = await changer(held.path);
  held.busy.value = false;
  // No overlap: what was typed lies on the newer state, and is sent again.
  const isMerged = !held.conflict.value && held.etag.value !== before && (await save(held));
  if (isMerged) tell(`${t("merged")} ${held.by.value}`);
  return isMerged;
}
