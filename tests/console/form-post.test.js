import assert from "node:assert/strict";
import { test } from "node:test";
import { responseIn } from "../../web/console/lib/form-post.js";

test("each field of the form is a parameter, with its escapes undone once", () => {
  const page = `<form id="answer" method="post" action="https:&#x2F;&#x2F;id.example&#x2F;console&#x2F;callback">
<input type="hidden" name="code" value="a-b_c">
<input type="hidden" name="state" value="&quot;&lt;&amp;lt;&#x27;">
<input type="hidden" name="iss" value="https:&#x2F;&#x2F;id.example&#x2F;oidc">
<button class="button" type="submit">Continue</button></form>`;
  const found = Object.fromEntries(responseIn(page));
  assert.deepEqual(found, { code: "a-b_c", state: `"<&lt;'`, iss: "https://id.example/oidc" });
});

test("another page has nothing of it", () => {
  for (const page of ["", "<p>code</p>", '<input name="code" value="x">', '<input type="text" name="code" value="x">']) {
    assert.equal(responseIn(page).size, 0, page);
  }
});
