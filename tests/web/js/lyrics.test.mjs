import assert from "node:assert/strict";
import { test } from "node:test";
import { lineAt, nextChange, piecesOf, versionNames, wordsBegun } from "../../../web/static/js/components/lyrics_time.js";

const LINES = [
  { text: "One", start_ms: 1000, end_ms: null, words: [] },
  {
    text: "Two three", start_ms: 2000, end_ms: null,
    words: [{ text: "Two", at: 0, start_ms: 2000, end_ms: null }, { text: "three", at: 4, start_ms: 2600, end_ms: null }],
  },
  { text: "", start_ms: 4000, end_ms: null, words: [] },
];

test("a line is sung from its beginning to that of the next", () => {
  assert.deepEqual([0, 999, 1000, 1999, 2000, 9000].map((ms) => lineAt(LINES, ms)), [-1, -1, 0, 0, 1, 2]);
  assert.equal(lineAt([], 5), -1);
});

test("words begin one by one, and a line without their times has none", () => {
  assert.deepEqual([1900, 2000, 2600].map((ms) => wordsBegun(LINES[1], ms)), [0, 1, 2]);
  assert.equal(wordsBegun(LINES[0], 5000), 0);
});

test("nothing of a line is lost between its words, also beyond the first plane", () => {
  assert.deepEqual(piecesOf(LINES[1]), ["", "Two ", "three"]);
  assert.deepEqual(piecesOf({ ...LINES[1], text: "♪ 😀 la", words: [{ text: "la", at: 4, start_ms: 1, end_ms: null }] }), ["♪ 😀 ", "la"]);
});

test("the next change is the next line or the next word of this one", () => {
  assert.deepEqual([0, 1000, 2000, 2600, 4000].map((ms) => nextChange(LINES, ms)), [1000, 2000, 2600, 4000, null]);
});

test("versions are told apart by language, times, and a number where nothing else helps", () => {
  const version = (language, synced) => ({ language, synced, lines: [] });
  assert.deepEqual(versionNames([version("eng", true), version("de", false), version(null, true), version(null, true)]),
    ["English", "German, without times", "Lyrics 1", "Lyrics 2"]);
});
