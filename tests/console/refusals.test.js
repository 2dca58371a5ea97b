import assert from "node:assert/strict";
import { test } from "node:test";
import { byCause, placeOf } from "../../web/console/lib/refusals.js";

const page = (error, applicationId, at) => ({ kind: "page.refused", applicationId, at, data: { error } });

test("refusals of one cause and one application are one group, with the newest moment", () => {
  const events = [page("redirect-uri-mismatch", "bookstore", 9), page("redirect-uri-mismatch", "shop", 8), page("redirect-uri-mismatch", "bookstore", 7)];
  const told = byCause(events).map(({ applicationId, at, count }) => [applicationId, at, count]);
  assert.deepEqual(told, [["bookstore", 9, 2], ["shop", 8, 1]]);
});

test("what is no error page is told by its kind", () => {
  const [group] = byCause([{ kind: "mail.dead", applicationId: null, at: 1, data: { error: "550" } }]);
  assert.equal(group.cause, "mail.dead");
});

test("a refused address leads to its application, all else to what happened", () => {
  const place = (event) => placeOf(byCause([event])[0]);
  assert.equal(place(page("redirect-uri-mismatch", "bookstore", 1)), "/console/applications/bookstore/settings");
  assert.equal(place(page("unknown-client", null, 1)), "/console/activity/events?kind=page.refused");
  assert.equal(place({ kind: "code.wrong", applicationId: "a b", at: 1 }), "/console/activity/events?kind=code.wrong&application=a+b");
});
