// What the page of a share decides without its elements.

import assert from "node:assert/strict";
import test from "node:test";
import { clock, stepped, titleOf } from "../../../web/static/js/share/order.js";

const track = (title, release_title = "Erste") => ({ title, release_title });

test("the tracks follow in order and end", () => {
  assert.equal(stepped(0, 2, 1), 1);
  assert.equal(stepped(1, 2, 1), null);
  assert.equal(stepped(0, 2, -1), null);
});

test("a page is called as its owner says, else as what it holds", () => {
  assert.equal(titleOf({ description: "For you", tracks: [track("Eins")] }), "For you");
  assert.equal(titleOf({ description: "", tracks: [track("Eins")] }), "Eins");
  assert.equal(titleOf({ description: "", tracks: [track("Eins"), track("Zwei")] }), "Erste");
  assert.equal(titleOf({ description: "", tracks: [track("Eins"), track("Zwei", "Zweite")] }), "2 tracks");
});

test("times are read by people", () => {
  assert.equal(clock(245.9), "4:05");
  assert.equal(clock(3_605), "1:00:05");
  assert.equal(clock(NaN), "0:00");
});
