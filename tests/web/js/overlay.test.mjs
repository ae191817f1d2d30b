// A sound laid over the music: what the page does with its volume meanwhile, and what it says.

import assert from "node:assert/strict";
import test from "node:test";
import { Overlay } from "../../../web/static/js/player/overlay.js";

class FakeElement extends EventTarget {
  currentTime = 0;
  error = null;
  played = 0;
  isPaused = true;
  refuses = false;
  async play() {
    if (this.refuses) throw new Error("needs a tap");
    this.played += 1;
    this.isPaused = false;
    this.dispatchEvent(new Event("playing"));
  }
  pause() {
    this.isPaused = true;
  }
}

function page() {
  const element = new FakeElement();
  const [said, ducked] = [[], []];
  const device = { volume: 50, now: () => 7, duck: (part) => ducked.push(part), hear: (token, fact) => said.push([token, fact.what]) };
  return { element, said, ducked, overlay: new Overlay(device, element) };
}

const MEDIA = { token: "so-1", url: "/sound/1" };
const until = async (condition) => {
  for (let turn = 0; turn < 300 && !condition(); turn++) await new Promise((done) => setTimeout(done, 10));
  assert.ok(condition());
};

test("the music goes down by 14 dB before anything is said, and comes up when it is over", async () => {
  const { element, said, ducked, overlay } = page();
  overlay.lay({ media: MEDIA, percent: 80 });
  assert.equal(element.played, 0);
  assert.ok(Math.abs(element.volume - 0.64) < 1e-9);
  await until(() => element.played === 1);
  assert.ok(Math.abs(20 * Math.log10(ducked.at(-1) ** 2) + 14) < 0.01);
  element.dispatchEvent(new Event("ended"));
  await until(() => ducked.at(-1) === 1);
  assert.deepEqual(said, [["so-1", "playing"], ["so-1", "ended"]]);
});

test("where a page needs a tap it says that it failed, and its music comes up", async () => {
  const { element, said, ducked, overlay } = page();
  element.refuses = true;
  overlay.lay({ media: MEDIA, percent: null });
  assert.equal(element.volume, 0.25);
  await until(() => said.length === 1 && ducked.at(-1) === 1);
  assert.deepEqual(said, [["so-1", "failed"]]);
});

test("only its own token stops it", async () => {
  const { element, said, overlay } = page();
  overlay.lay({ media: MEDIA, percent: null });
  await until(() => element.played === 1);
  overlay.stop("se-1.3");
  assert.equal(element.isPaused, false);
  overlay.stop("so-1");
  assert.deepEqual([element.isPaused, said.at(-1)], [true, ["so-1", "stopped"]]);
});
