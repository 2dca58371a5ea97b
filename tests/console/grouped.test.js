import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped } from "../../web/console/lib/grouped.js";

const event = (id, kind, more = {}) => ({ id, kind, result: "success", ...more });
const ids = (groups) => groups.map((group) => group.map(({ id }) => id));

test("neighbours that say the same are together, and a few stay apart", () => {
  const same = [1, 2, 3, 4].map((id) => event(id, "tokens.issued", { applicationId: "shop" }));
  const events = [...same, event(5, "session.started"), event(6, "tokens.issued"), event(7, "tokens.issued")];
  assert.deepEqual(ids(grouped(events)), [[1, 2, 3, 4], [5], [6], [7]]);
});

test("what differs in the person, the application, the result or who did it is apart", () => {
  for (const more of [{ userId: "a" }, { applicationId: "b" }, { result: "error" }, { actor: { id: "c" } }]) {
    const events = [event(1, "x"), event(2, "x"), event(3, "x", more), event(4, "x"), event(5, "x")];
    assert.equal(grouped(events).length, 5);
  }
  assert.deepEqual(grouped([]), []);
});
