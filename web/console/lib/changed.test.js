import assert from "node:assert/strict";
import { test } from "node:test";
import { clashing, differing, hasMoved, unsent } from "./changed.js";

test("only what differs from the saved state travels", () => {
  assert.deepEqual(differing({ name: "a", list: [1] }, { name: "a", list: [1, 2] }), { list: [1, 2] });
  assert.deepEqual(differing({ name: "a" }, { name: undefined }), { name: undefined });
});

test("what both changed to different values clashes", () => {
  assert.deepEqual(clashing({ name: "a", text: "x" }, { name: "b", text: "x" }, { name: "c", text: "y" }), ["name"]);
  assert.deepEqual(clashing({ name: "a" }, { name: "b" }, { name: "b" }), []);
});

test("what was typed while something was sent stays typed", () => {
  assert.deepEqual(unsent({ name: "abc", text: "x", list: [1] }, { name: "ab", list: [1] }), { name: "abc", text: "x" });
  assert.deepEqual(unsent({ name: "ab" }, { name: "ab" }), {});
});

test("a sign-in or a member that an answer leaves out is no change by somebody", () => {
  assert.equal(hasMoved({ name: "a", lastSignInAt: 1 }, { name: "a", lastSignInAt: 2, isAdmin: false }), false);
  assert.equal(hasMoved({ name: "a" }, { name: "b" }), true);
  assert.equal(hasMoved({ name: "a", list: [1] }, { name: "a", list: [1, 2] }), true);
});
