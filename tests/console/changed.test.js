import assert from "node:assert/strict";
import { test } from "node:test";
import { conflicting, differing, hasMoved, stillTyped, unsent } from "../../web/console/lib/changed.js";

test("only what differs from the saved state travels", () => {
  assert.deepEqual(differing({ name: "a", list: [1] }, { name: "a", list: [1, 2] }), { list: [1, 2] });
  assert.deepEqual(differing({ name: "a" }, { name: undefined }), { name: undefined });
});

test("what both changed to different values clashes", () => {
  const was = { name: "a", text: "x" }, theirs = { name: "b", text: "x" };
  assert.deepEqual(conflicting(null, was, theirs, { name: "c", text: "y" }), { was: { name: "a" }, theirs, keys: ["name"] });
  assert.equal(conflicting(null, was, theirs, { name: "b" }), null);
});

test("a conflict that is open stays so, and is held against the newest state before", () => {
  const open = { was: { name: "a" }, keys: ["name"] }, typed = { name: "mine", text: "y" };
  const other = { name: "b", text: "x", more: 1 };
  assert.deepEqual(conflicting(open, { name: "b", text: "x" }, other, typed), { was: { name: "a" }, theirs: other, keys: ["name"] });
  const third = { name: "c", text: "x" };
  assert.deepEqual(conflicting(open, { name: "b", text: "x" }, third, typed), { was: { name: "b" }, theirs: third, keys: ["name"] });
  assert.equal(conflicting(open, { name: "b", text: "x" }, { name: "mine", text: "x" }, typed), null);
});

test("what was typed while something was sent stays typed", () => {
  assert.deepEqual(unsent({ name: "abc", text: "x", list: [1] }, { name: "ab", list: [1] }), { name: "abc", text: "x" });
  assert.deepEqual(unsent({ name: "ab" }, { name: "ab" }), {});
});

test("what is put back to the saved state is not typed any more", () => {
  const saved = { name: "a", list: [{ is: 1 }], none: null };
  assert.deepEqual(stillTyped(saved, { name: "a", list: [{ is: 1 }], none: null }), {});
  assert.deepEqual(stillTyped(saved, { name: "b", list: [{ is: 1 }] }), { name: "b" });
  assert.deepEqual(stillTyped(saved, { list: [{ is: 1 }, { is: 2 }], more: undefined }), { list: [{ is: 1 }, { is: 2 }] });
});

test("what is put back while something else was sent stays typed, and overwrites what was sent", () => {
  const saved = { name: "a", text: "x" }, sent = { name: "b" };
  assert.deepEqual(stillTyped(saved, { name: "a", text: "x" }, sent), { name: "a" });
  assert.deepEqual(differing({ name: "b", text: "x" }, unsent({ name: "a" }, sent)), { name: "a" });
  assert.deepEqual(stillTyped(saved, { name: "b" }, sent), { name: "b" }, "it may be refused yet");
});

test("what is put back does not overwrite what somebody else has saved", () => {
  const was = { name: "a" }, theirs = { name: "b" };
  const typed = stillTyped(was, { name: "a" });
  assert.equal(conflicting(null, was, theirs, typed), null);
  assert.deepEqual(differing(theirs, typed), {});
});

test("a sign-in or a member that an answer leaves out is no change by somebody", () => {
  assert.equal(hasMoved({ name: "a", lastSignInAt: 1 }, { name: "a", lastSignInAt: 2, isAdmin: false }), false);
  assert.equal(hasMoved({ name: "a" }, { name: "b" }), true);
  assert.equal(hasMoved({ name: "a", list: [1] }, { name: "a", list: [1, 2] }), true);
});
