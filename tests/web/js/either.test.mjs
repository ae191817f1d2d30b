// Two engines in one page: samples to the one, everything else to the other, and a track of either kind after the other.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeContext, FakeServer } from "./fake_context.mjs";
import { FakeElement, FakeTime } from "./fake_element.mjs";

const player = new URL("../../../web/static/js/player/", import.meta.url);
const { Costs } = await import(new URL("costs.js", player));
const { Engine } = await import(new URL("engine.js", player));
const { Either } = await import(new URL("exact/either.js", player));
const { Mixer } = await import(new URL("exact/mixer.js", player));

const RATE = 48_000;
let time, elements, contexts, server, told, either;

beforeEach(() => {
  time = new FakeTime();
  elements = [1, 2, 3].map(() => new FakeElement(time));
  contexts = [];
  server = new FakeServer(time);
  told = [];
  const hear = (token, fact) => either.heard(token, fact);
  const common = { now: () => time.now, local: () => time.now, timers: time.timers, hear };
  const openContext = (rate) => {
    contexts.push(new FakeContext(time, rate));
    return contexts.at(-1);
  };
  const element = { addEventListener() {}, play: async () => {}, pause() {}, src: "silence" };
  either = new Either({
    mixer: new Mixer({ ...common, openContext, fetch: server.fetch, element }),
    elements: new Engine({ ...common, elements, costs: new Costs(null) }),
    now: common.now,
    tell: (token, fact) => told.push({ token, ...fact }),
  });
});

const coded = (token, more = {}) => ({ token, url: `/stream/${token}`, start_ms: 0, start_at_ms: null, playing: true, level_db: 0, crossfade_ms: 0, rate: 1, samples: null, ...more });
const plain = (token, seconds = 60) => {
  server.lengths[`/stream/${token}`] = seconds * RATE;
  return coded(token, { samples: { rate_hz: RATE, channels: 2, bits: 16, header_bytes: 44 } });
};
const said = (...kinds) => told.filter(({ what }) => kinds.includes(what)).map(({ what, token }) => `${what} ${token}`);
const sounding = () => elements.filter((element) => element.src && !element.paused).length;

test("what comes without samples is played by an element, and silences the mixer", async () => {
  either.load(plain("a"));
  await time.pass(500);
  either.load(coded("b"));
  await time.pass(500);
  assert.deepEqual(said("playing", "failed"), ["playing a", "playing b"]);
  assert.deepEqual([either.current.token, sounding()], ["b", 1]);
  either.load(plain("c"));
  await time.pass(500);
  assert.deepEqual([either.current.token, sounding()], ["c", 0]);
});

test("a track of the other kind follows when the one before has ended", async () => {
  either.load(plain("a", 2));
  either.preload(coded("b"));
  await time.pass(3000);
  assert.deepEqual(said("playing", "ended"), ["playing a", "ended a", "playing b"]);
});

test("and the other way round", async () => {
  either.load(coded("a"));
  either.preload(plain("b"));
  await time.pass(500);
  elements.find((element) => !element.paused).end();
  await time.pass(1000);
  assert.deepEqual(said("playing", "ended"), ["playing a", "ended a", "playing b"]);
  assert.equal(sounding(), 0);
});

test("what was to follow and is stopped, or taken back, does not follow", async () => {
  either.load(plain("a", 2));
  either.preload(coded("b"));
  either.stop("b", 0);
  either.preload(coded("c"));
  either.preload(null);
  await time.pass(3500);
  assert.deepEqual(said("stopped", "ended", "playing"), ["stopped b", "playing a", "ended a"]);
});

test("what is heard is not hushed again by another pace, and what is hushed stays so", async () => {
  either.load({ ...plain("a"), is_hushed: true });
  await time.pass(500);
  either.setRate("a", 1.5);
  await time.pass(500);
  const playing = elements.find((element) => !element.paused);
  assert.equal(playing.volume, 0);
  either.swell("a", 0);
  either.setRate("a", 1.25);
  assert.equal(playing.volume, 1);
});

test("at another pace the elements go on where the mixer was, with what follows, the pitch kept", async () => {
  either.load(plain("a"));
  either.preload(plain("b"));
  await time.pass(3000);
  const before = either.current.sample();
  either.setRate("a", 1.5);
  await time.pass(1000);
  const playing = elements.find((element) => !element.paused);
  assert.deepEqual([playing.playbackRate, playing.preservesPitch], [1.5, true]);
  const now = either.current.sample();
  const heard = (now.position_ms - before.position_ms) / 1.5;
  assert.ok(heard > 700 && heard <= now.at_ms - before.at_ms, `${heard} ms`);
  playing.end();
  await time.pass(1000);
  assert.deepEqual(said("ended").concat(either.current.token), ["ended a", "b"]);
  assert.equal(elements.find((element) => !element.paused).playbackRate, 1.5);
});
