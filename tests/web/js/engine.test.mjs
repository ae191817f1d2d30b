// The engine and its slots against elements whose time the test moves.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeElement, FakeTime } from "./fake_element.mjs";

const player = new URL("../../../web/static/js/player/", import.meta.url);
const { Costs } = await import(new URL("costs.js", player));
const { Engine } = await import(new URL("engine.js", player));

let time, elements, told, engine;

beforeEach(() => {
  time = new FakeTime();
  elements = [1, 2, 3].map(() => new FakeElement(time));
  told = [];
  const hear = (token, fact) => told.push({ token, ...fact });
  engine = new Engine({ elements, now: () => time.now, timers: time.timers, costs: new Costs(null), hear });
});

const media = (token, more = {}) => ({ token, url: `/stream/${token}`, start_ms: 0, start_at_ms: null, playing: true, ...more });
const of = (what, token) => told.filter((fact) => fact.what === what && (!token || fact.token === token));
const sounding = () => elements.filter((element) => element.src && !element.paused);

test("a load plays, and says so only once it sounds, with a position that was true at its time", async () => {
  engine.load(media("a"));
  await time.pass(30 + 80);
  assert.deepEqual(of("playing"), []);
  await time.pass(60);
  const [fact] = of("playing");
  assert.ok(Math.abs(fact.position_ms - (fact.at_ms - (1000 + 30 + 80))) <= 2);
});

test("positions are told again every five seconds", async () => {
  engine.load(media("a"));
  await time.pass(16_000);
  assert.equal(of("playing").length, 4);
});

test("a scheduled start sounds at its server time", async () => {
  engine.load(media("a", { start_ms: 20_000, start_at_ms: 2000 }));
  await time.pass(1500);
  const [fact] = of("playing");
  assert.ok(Math.abs(fact.position_ms - fact.at_ms - 18_000) <= 3, JSON.stringify(fact));
});

test("a start that is late already begins where the track will be by then", async () => {
  elements.forEach((element) => (element.loadMs = 900));
  engine.load(media("a", { start_ms: 20_000, start_at_ms: 1200 }));
  await time.pass(1500);
  const [fact] = of("playing");
  assert.ok(Math.abs(fact.position_ms - fact.at_ms - 18_800) <= 8, JSON.stringify(fact));
});

test("an element that starts later than it used to is nudged until it is where it should be", async () => {
  elements.forEach((element) => (element.startMs = 120));
  engine.load(media("a", { start_ms: 20_000, start_at_ms: 2000 }));
  await time.pass(5000);
  const [first, mended] = of("playing");
  assert.ok(Math.abs(first.position_ms - first.at_ms - 18_000 + 40) <= 3);
  assert.ok(Math.abs(mended.position_ms - mended.at_ms - 18_000) <= 2, JSON.stringify(mended));
  assert.ok(elements.every((element) => element.playbackRate === 1));
});

test("a paused load is ready where it should be and silent, and plays when told", async () => {
  engine.load(media("a", { playing: false, start_ms: 7000 }));
  await time.pass(500);
  assert.deepEqual(told.map(({ what, position_ms }) => [what, position_ms]), [["ready", 7000]]);
  assert.equal(engine.current.wantsToPlay, false);
  engine.play("a");
  await time.pass(300);
  assert.equal(of("playing").length, 1);
});

test("pause tells where it stands, and a stale token does nothing", async () => {
  engine.load(media("a"));
  await time.pass(1000);
  engine.pause("z");
  assert.equal(sounding().length, 1);
  engine.pause("a");
  assert.equal(of("paused").length, 1);
  assert.equal(sounding().length, 0);
});

test("a seek while playing is told once it sounds from there", async () => {
  engine.load(media("a"));
  await time.pass(1000);
  engine.seek("a", 30_000, null);
  await time.pass(400);
  const fact = of("playing").at(-1);
  assert.ok(fact.position_ms >= 30_000 && fact.position_ms < 30_400);
});

test("a scheduled seek lands on its server time", async () => {
  engine.load(media("a"));
  await time.pass(1000);
  engine.seek("a", 30_000, time.now + 500);
  const aim = 30_000 - (time.now + 500);
  await time.pass(4000);
  const fact = of("playing").at(-1);
  assert.ok(Math.abs(fact.position_ms - fact.at_ms - aim) <= 3, JSON.stringify(fact));
});

test("the next track follows the current one: ended is told first, then playing, without a gap", async () => {
  elements.forEach((element) => (element.duration = 5));
  engine.load(media("a"));
  await time.pass(200);
  engine.preload(media("b", { playing: false }));
  const endsAt = 1000 + 30 + 80 + 5000;
  await time.pass(endsAt - time.now);
  elements[0].end();
  await time.pass(200);
  assert.deepEqual(told.slice(-2).map(({ what, token }) => [what, token]), [["ended", "a"], ["playing", "b"]]);
  const { position_ms, at_ms } = told.at(-1);
  assert.ok(Math.abs(at_ms - position_ms - endsAt) <= 5, `the gap was ${at_ms - position_ms - endsAt} ms`);
});

test("a pause just before the end takes back the next track that had begun", async () => {
  elements.forEach((element) => (element.duration = 5));
  engine.load(media("a"));
  await time.pass(200);
  engine.preload(media("b", { playing: false }));
  await time.pass(1000 + 30 + 80 + 5000 - 40 - time.now);
  engine.pause("a");
  await time.pass(1000);
  assert.equal(sounding().length, 0);
  assert.deepEqual(of("playing", "b"), []);
});

test("stop fades, then tells, while another load may already sound", async () => {
  engine.load(media("a"));
  await time.pass(500);
  engine.stop("a", 200);
  engine.load(media("b"));
  await time.pass(100);
  assert.ok(elements[0].volume > 0.6 && elements[0].volume < 0.8);
  await time.pass(400);
  assert.equal(of("stopped", "a").length, 1);
  assert.equal(of("playing", "b").length, 1);
  assert.equal(sounding().length, 1);
  assert.equal(elements[0].volume, 1);
});

test("two that cross are at each moment as loud as one", async () => {
  engine.load(media("a"));
  await time.pass(500);
  engine.stop("a", 400);
  const [falling] = sounding();
  engine.load(media("b", { is_hushed: true }));
  engine.swell("b", 400);
  const rising = elements.find((element) => element.src === "/stream/b");
  for (let step = 0; step < 19; step++) {
    await time.pass(20);
    assert.ok(Math.abs(falling.volume ** 2 + rising.volume ** 2 - 1) < 1e-9, `${falling.volume} and ${rising.volume}`);
  }
  await time.pass(100);
  assert.equal(rising.volume, 1);
});

test("what is hushed is put in its place unheard, and rises when told", async () => {
  engine.load(media("a", { is_hushed: true }));
  await time.pass(500);
  engine.seek("a", 30_000, null);
  await time.pass(500);
  const [element] = sounding();
  assert.deepEqual([of("playing").length, element.volume], [2, 0]);
  engine.swell("z", 0);
  assert.equal(element.volume, 0);
  engine.swell("a", 400);
  await time.pass(200);
  assert.ok(element.volume > 0.6 && element.volume < 0.8, `${element.volume}`);
  engine.seek("a", 40_000, null); // whatever else happens, it goes on rising
  await time.pass(300);
  assert.equal(element.volume, 1);
});

for (const [what, act] of Object.entries({
  paused: () => engine.pause("a"),
  "pulled by the system": () => elements[0].pause(),
  ended: () => elements[0].end(),
  "replaced by another load": () => engine.load(media("b")),
})) {
  test(`what is hushed and ${what} does not stay silent`, async () => {
    engine.load(media("a", { is_hushed: true }));
    await time.pass(500);
    assert.equal(elements[0].volume, 0);
    act();
    await time.pass(500);
    assert.deepEqual(elements.map((element) => element.volume), [1, 1, 1]);
  });
}

test("a volume that is set while it is hushed counts once it is heard", async () => {
  engine.load(media("a", { is_hushed: true }));
  engine.setVolume(50);
  assert.equal(elements[0].volume, 0);
  engine.swell("a", 0);
  assert.equal(elements[0].volume, 0.25);
});

test("starving is told, and the recovery too", async () => {
  engine.load(media("a"));
  await time.pass(500);
  elements[0].emit("waiting");
  assert.equal(of("buffering").length, 1);
  await time.pass(200);
  assert.equal(of("playing").length, 2);
});

test("a browser that wants a tap is told apart from one that cannot play", async () => {
  elements[0].refuse = "NotAllowedError";
  engine.load(media("a"));
  await time.pass(100);
  assert.equal(of("refused").length, 1);
  elements[0].refuse = null;
  engine.play("a");
  await time.pass(300);
  assert.equal(of("playing").length, 1);
  elements[0].error = { message: "no decoder" };
  elements[0].emit("error");
  assert.equal(of("failed")[0].reason, "no decoder");
});

test("headphones that are pulled pause the page, and it says so", async () => {
  engine.load(media("a"));
  await time.pass(500);
  elements[0].pause();
  assert.equal(of("paused").length, 1);
  assert.equal(engine.current.wantsToPlay, false);
});

test("the volume is of the device: every element has it", () => {
  engine.setVolume(50);
  assert.deepEqual(elements.map((element) => element.volume), [0.25, 0.25, 0.25]);
});

test("a reset is silent and tells nothing", async () => {
  engine.load(media("a"));
  await time.pass(500);
  const before = told.length;
  engine.reset();
  await time.pass(6000);
  assert.equal(told.length, before);
  assert.equal(sounding().length, 0);
});

test("at another pace positions are the track's, and a scheduled start is on time", async () => {
  engine.load(media("a", { start_ms: 20_000, start_at_ms: 2000, rate: 2 }));
  await time.pass(3000);
  const { position_ms, at_ms } = engine.current.sample();
  assert.ok(Math.abs(position_ms - 20_000 - (at_ms - 2000) * 2) <= 10, `${position_ms} at ${at_ms}`);
  assert.ok(elements.some((element) => element.preservesPitch && element.playbackRate === 2));
});

test("a change of pace is told at once and holds through a pause", async () => {
  engine.load(media("a"));
  await time.pass(1000);
  told.length = 0;
  engine.setRate("a", 0.5);
  assert.equal(of("playing").length, 1);
  const from = engine.current.sample();
  await time.pass(1000);
  assert.ok(Math.abs(engine.current.sample().position_ms - from.position_ms - 500) <= 5);
  engine.pause("a");
  engine.play("a");
  await time.pass(500);
  assert.ok(sounding().every((element) => element.playbackRate === 0.5));
});

test("the next one begins in time for an end that comes sooner", async () => {
  engine.load(media("a", { rate: 2 }));
  engine.preload(media("b", { rate: 2 }));
  await time.pass(200);
  elements.find((element) => element.src === "/stream/a").duration = 10;
  await time.pass(5200);
  assert.equal(sounding().some((element) => element.src === "/stream/b"), true);
});
