// What the playlist pages decide without a page.

import assert from "node:assert/strict";
import test from "node:test";
import { moved } from "../../../web/static/js/state/playlists.js";
import { fieldOf, FIELDS, fresh, isKnown, OPS } from "../../../web/static/js/views/playlists/fields.js";

const list = (names) => [...names].map((entry_id) => ({ entry_id }));
const names = (entries) => entries.map(({ entry_id }) => entry_id).join("");

test("an entry moves in front of another one, or to the end", () => {
  assert.equal(names(moved(list("abcd"), "d", "b")), "adbc");
  assert.equal(names(moved(list("abcd"), "a", null)), "bcda");
  assert.equal(names(moved(list("abcd"), "a", "c")), "bacd");
});

test("what is not in the list moves nothing", () => {
  assert.equal(names(moved(list("abcd"), "x", "b")), "abcd");
  assert.equal(names(moved(list("abcd"), "a", "x")), "abcd");
  assert.equal(names(moved(list("abcd"), "a", "a")), "abcd");
});

test("a fresh rule about any field is one that its row can show", () => {
  for (const field of FIELDS) {
    const rule = fresh(field);
    assert.equal(fieldOf(rule), field);
    assert.ok(isKnown(rule));
    if (rule.op) assert.ok(OPS[field.kind].some(([op]) => op === rule.op));
  }
});

test("rules that were made elsewhere are told apart, not lost", () => {
  assert.ok(!isKnown({ kind: "playlist", value: "pl-1" }));
  assert.ok(!isKnown({ kind: "date", field: "added" }));
  assert.ok(isKnown({ kind: "any", rules: [] }));
});
