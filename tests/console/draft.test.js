import assert from "node:assert/strict";
import { register } from "node:module";
import { test } from "node:test";

// What draft.js imports and these tests need nothing of is there by name alone; its signals are the real ones.
const NAMES = ["call", "get", "nameOf", "ago", "t", "tell", "reload", "problemsOf"];
const STUB = `data:text/javascript,${NAMES.map((name) => `export const ${name} = () => "";`).join("")}`;
const SIGNALS = new URL("../../web/console/vendor/signals/signals-core.mjs", import.meta.url).href;
const HOOKS = `const elsewhere = (name) => (name === "./html.js" ? ${JSON.stringify(SIGNALS)} : name === "./changed.js" ? "" : ${JSON.stringify(STUB)});
  export const resolve = (name, context, next) => {
    const url = context.parentURL?.endsWith("/draft.js") && elsewhere(name);
    return url ? { url, shortCircuit: true } : next(name, context);
  };`;
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);

const { anyOpen, draft, forget } = await import("../../web/console/lib/draft.js");

/** A request that is under way until `end` gives its answer. */
function underWay() {
  const sent = [];
  let end = (/** @type {any} */ _answer) => {};
  const send = (/** @type {any[]} */ ...what) => new Promise((resolve) => (sent.push(what), (end = resolve)));
  return { sent, send, end: (answer) => end(answer) };
}

/** What the server has of a new connector: it hides the key, and adds what was not sent. */
const MADE = { domain: "mg.example.com", apiKey: "********", baseUrl: "http://proxy.example.com" };

/** A new connector whose saving is under way. */
function making(/** @type {string} */ name) {
  const request = underWay(), path = `/connectors/${name}`;
  const form = draft(`/connectors/new/${name}`, { domain: "" }, "", { send: request.send });
  form.set("domain", "mg.example.com");
  form.set("apiKey", "key-1");
  const saving = form.save();
  return { form, request, path, end: () => (request.end({ path, made: MADE }), saving) };
}

test("what is typed while something is made, and until its page is there, is not saved yet", async () => {
  const { form, path, end } = making("typed");
  form.set("from", "typed before the answer");
  assert.equal(await end(), true);
  assert.equal(form.value.value.apiKey, "key-1", "the form stays as it was sent");
  form.set("replyTo", "typed after it");
  assert.ok(anyOpen());
  const edit = draft(path, MADE, "1");
  assert.deepEqual(edit.saved.value, MADE);
  assert.deepEqual(edit.changed.value, { from: "typed before the answer", replyTo: "typed after it" });
  assert.equal(edit.conflict.value, null);
  assert.ok(anyOpen());
  assert.equal(draft(path, MADE, "1"), edit, "it is the same from then on");
  edit.discard();
  assert.ok(!anyOpen());
});

test("what is put back while something is made is a change of what was made", async () => {
  const { form, path, end } = making("back");
  form.set("domain", "");
  form.set("apiKey", "key-2");
  form.set("apiKey", "key-1");
  await end();
  const edit = draft(path, MADE, "1");
  assert.deepEqual(edit.changed.value, { domain: "" });
  edit.discard();
});

test("where nothing was typed meanwhile, nothing is left of the form", async () => {
  const { path, end } = making("untouched");
  await end();
  assert.ok(!anyOpen());
  const edit = draft(path, MADE, "1");
  assert.deepEqual(edit.value.value, MADE);
  assert.deepEqual(draft("/connectors/new/untouched", { domain: "" }, "").value.value, { domain: "" });
  assert.ok(!anyOpen());
});

test("nothing is made twice", async () => {
  const { form, request, end } = making("once");
  assert.equal(await form.save(), false);
  await end();
  form.set("from", "typed");
  assert.ok(form.busy.value);
  assert.equal(await form.save(), false);
  assert.equal(request.sent.length, 1);
  forget(form.path);
});

test("what cannot be made is typed still, and is sent again", async () => {
  const request = underWay();
  const form = draft("/connectors/new/http-email", {}, "", { send: request.send });
  form.set("endpoint", "http://a");
  const saving = form.save();
  request.end(Promise.reject(new Error("refused")));
  assert.equal(await saving, false);
  assert.deepEqual([form.changed.value, form.busy.value], [{ endpoint: "http://a" }, false]);
  forget(form.path);
});

test("what another one saved before the page was there does not give way in silence", async () => {
  const { form, path, end } = making("theirs");
  await end();
  form.set("domain", "mine.example.com");
  const theirs = { ...MADE, domain: "theirs.example.com" };
  const edit = draft(path, theirs, "2");
  assert.deepEqual(edit.conflict.value, { was: { domain: MADE.domain }, theirs, keys: ["domain"] });
  edit.discard();
});

test("what is typed while a change is sent stays, and what is saved shows as the server has it", async () => {
  const request = underWay();
  const edit = draft("/applications/a", { name: "a", text: "x" }, "1", { send: request.send });
  edit.set("name", "b ");
  const saving = edit.save();
  edit.set("text", "y");
  request.end({ data: { name: "b", text: "x" }, etag: "2" });
  assert.equal(await saving, true);
  assert.deepEqual([edit.value.value, edit.changed.value], [{ name: "b", text: "y" }, { text: "y" }]);
  assert.ok(anyOpen());
  edit.set("text", "x");
  assert.ok(!anyOpen());
});

test("what is typed into what is gone is not waited for", () => {
  const edit = draft("/users/gone", { name: "a" }, "1");
  edit.set("name", "b");
  assert.ok(anyOpen());
  forget("/users/gone");
  edit.set("name", "c");
  assert.ok(!anyOpen());
});
