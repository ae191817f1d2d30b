// The exact engine against contexts whose time the test moves: which sample lies on which frame, and what is told of it.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeContext, FakeServer } from "./fake_context.mjs";
import { FakeTime } from "./fake_element.mjs";

const player = new URL("../../../web/static/js/player/", import.meta.url);
const { Mixer } = await import(new URL("exact/mixer.js", player));
const { choose } = await import(new URL("choice.js", player));
const wave = await import(new URL("exact/wave.js", player));

const RATE = 48_000;
let time, contexts, server, told, mixer, mayRun;

beforeEach(() => {
  time = new FakeTime();
  contexts = new Map();
  server = new FakeServer(time);
  told = [];
  mayRun = true;
  const openContext = (rate) => {
    const context = new FakeContext(time, rate);
    context.mayRun = mayRun;
    contexts.set(rate, context);
    return context;
  };
  const element = { addEventListener() {}, play: async () => {}, pause() {}, src: "silence" };
  const hear = (token, fact) => told.push({ token, ...fact });
  mixer = new Mixer({ now: () => time.now, local: () => time.now, timers: time.timers, hear, openContext, fetch: server.fetch, element });
});

const media = (token, { seconds = 60, rate = RATE, ...more } = {}) => {
  server.lengths[`/stream/${token}`] = Math.round(seconds * rate);
  const samples = { rate_hz: rate, channels: 2, bits: 16, header_bytes: 44 };
  return { token, url: `/stream/${token}`, start_ms: 0, start_at_ms: null, playing: true, level_db: 0, crossfade_ms: 0, samples, ...more };
};
const of = (what, token) => told.filter((fact) => fact.what === what && (!token || fact.token === token));
const context = (rate = RATE) => contexts.get(rate);
const heard = () => context().on(context().heard);
const firstFrame = () => Math.min(...context().sources.map((source) => Math.round(source.startTime * RATE)));

/** Every frame of [from, to) holds exactly one sample, each one more than the one before. */
function isUnbroken(from, to) {
  let [last] = context().on(from);
  for (let frame = from + 1; frame < to; frame++) {
    const now = context().on(frame);
    if (now.length !== 1 || now[0] !== last + 1) return `frame ${frame}: ${now} after ${last}`;
    last = now[0];
  }
  return true;
}

test("a load sounds soon, and is told once it is heard, with a position that was true then", async () => {
  mixer.load(media("a"));
  await time.pass(400);
  const [fact] = of("playing");
  assert.ok(Math.abs(heard()[0] / 48 - (time.now - fact.at_ms) - fact.position_ms) <= 1);
  assert.ok(fact.at_ms - 1000 < 200, `after ${fact.at_ms - 1000} ms`);
});

test("pieces lie on consecutive frames, whenever they came", async () => {
  mixer.load(media("a"));
  await time.pass(9000);
  assert.equal(isUnbroken(firstFrame(), firstFrame() + 8 * RATE), true);
});

test("no more than fifteen seconds are read ahead, and what was heard is read once", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  const last = () => (server.asked.at(-1)[2] + 1 - 44) / 4 / RATE;
  assert.ok(last() < 19, `${last()} s`);
  await time.pass(10_000);
  assert.ok(last() > 24);
  const froms = server.asked.map(([, from]) => from);
  assert.deepEqual([...new Set(froms)], froms);
});

test("the next track begins on the frame after the last one's end", async () => {
  mixer.load(media("a", { seconds: 5.4321 }));
  mixer.preload(media("b"));
  await time.pass(4000);
  const joint = firstFrame() + Math.round(5.4321 * RATE);
  assert.deepEqual([context().on(joint - 1), context().on(joint)], [[Math.round(5.4321 * RATE) - 1], [0]]);
  await time.pass(4000);
  const ends = told.findIndex(({ what }) => what === "ended");
  assert.deepEqual(told.slice(ends, ends + 2).map(({ what, token }) => [what, token]), [["ended", "a"], ["playing", "b"]]);
  assert.ok(told[ends + 1].position_ms <= 8);
});

test("a pause takes back what was laid behind, and play lays it anew, to the sample", async () => {
  mixer.load(media("a", { seconds: 4 }));
  mixer.preload(media("b"));
  await time.pass(1000);
  mixer.pause("a");
  const [{ position_ms }] = of("paused");
  await time.pass(6000);
  assert.deepEqual(heard(), []);
  mixer.play("a");
  await time.pass(300);
  const frame = context().heard;
  const [sample] = context().on(frame);
  assert.ok(Math.abs(sample / 48 - position_ms) < 300);
  const joint = frame + 4 * RATE - sample;
  assert.deepEqual([context().on(joint - 1), context().on(joint)], [[4 * RATE - 1], [0]]);
});

test("a scheduled start is heard at its time", async () => {
  mixer.load(media("a", { start_ms: 20_000, start_at_ms: 2000 }));
  await time.pass(1500);
  assert.ok(Math.abs(heard()[0] / 48 - 20_000 - (time.now - 2000)) <= 0.1, `${heard()}`);
  assert.ok(of("playing")[0].at_ms - 2000 <= 10);
});

test("a start that is late already begins where the track will be by then", async () => {
  server.delayMs = 700;
  mixer.load(media("a", { start_ms: 20_992, start_at_ms: 1300 })); // the edge of a piece: one answer is enough
  await time.pass(1500);
  assert.ok(Math.abs(heard()[0] / 48 - 20_992 - (time.now - 1300)) <= 0.1, `${heard()}`);
});

test("a seek to a time is heard at that time, and until then the old place is", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  mixer.seek("a", 40_000, time.now + 500);
  await time.pass(400);
  assert.ok(heard()[0] < 2 * RATE);
  await time.pass(400);
  assert.ok(Math.abs(heard()[0] / 48 - 40_300) <= 0.1);
  assert.ok(Math.abs(of("playing").at(-1).position_ms - 40_000) < 20);
});

test("a seek lands on its sample, in what was read and beyond", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  for (const position of [9000, 50_000, 3000]) {
    mixer.seek("a", position, null);
    await time.pass(600);
    const fact = of("playing").at(-1);
    assert.ok(Math.abs(fact.position_ms - position) <= 8, JSON.stringify(fact));
    assert.ok(Math.abs(heard()[0] / 48 - position - (time.now - fact.at_ms)) <= 8);
  }
});

test("a paused seek tells where it stands and plays from there", async () => {
  mixer.load(media("a", { playing: false }));
  await time.pass(300);
  mixer.seek("a", 30_000, null);
  await time.pass(300);
  assert.equal(told.at(-1).position_ms, 30_000);
  mixer.play("a");
  await time.pass(300);
  assert.ok(Math.abs(heard()[0] / 48 - 30_100) < 200);
});

test("a network that stalls is told of, and the music goes on with the very next sample", async () => {
  mixer.load(media("a"));
  await time.pass(500);
  server.delayMs = 9000;
  await time.pass(35_000);
  const [stall] = of("buffering");
  const next = told[told.indexOf(stall) + 1 + told.slice(told.indexOf(stall) + 1).findIndex(({ what }) => what === "playing")];
  assert.ok(Math.abs(next.position_ms - stall.position_ms) <= 8, JSON.stringify([stall, next]));
  const laid = context().sources.map(({ buffer }) => buffer.length).reduce((sum, each) => sum + each);
  assert.equal(laid % 4096, 0); // whole pieces, none twice
});

test("a network that fails for a while is asked again, and nobody hears of it", async () => {
  mixer.load(media("a"));
  await time.pass(1500);
  server.failing = "lost";
  await time.pass(6000);
  server.failing = null;
  await time.pass(6000);
  assert.deepEqual([of("buffering"), of("failed")], [[], []]);
  assert.equal(isUnbroken(firstFrame(), firstFrame() + 12 * RATE), true);
});

test("a stream that is gone plays to the end of what was read, then says why", async () => {
  mixer.load(media("a"));
  await time.pass(1500);
  server.failing = 404;
  await time.pass(25_000);
  const [fact] = of("failed");
  assert.match(fact.reason, /404/);
  assert.ok(fact.at_ms - 1000 > 10_000);
});

/** How loud what sounds of a stream is, of all but the volume. */
const loudness = (source = context().sources.at(-1)) => {
  let gain = 1;
  for (let node = source.to; node?.gain; node = node.to) gain *= node.gain.at(context().currentTime);
  return gain;
};

test("what falls and what rises in the same time are at each moment as loud as one", async () => {
  mixer.load(media("a", { is_hushed: true }));
  await time.pass(1000);
  const { fader } = mixer.current;
  fader.swell(400);
  fader.fallNow(400);
  const [edge] = context().sources.map((source) => source.to);
  for (let step = 0; step < 20; step++) {
    const [fall, rise] = [edge.to, edge.to.to].map(({ gain }) => gain.at(context().currentTime));
    assert.ok(Math.abs(fall ** 2 + rise ** 2 - 1) < 1e-6, `${fall} and ${rise}`);
    await time.pass(20);
  }
});

test("what is hushed is put in its place unheard, and rises when told", async () => {
  mixer.load(media("a", { is_hushed: true }));
  await time.pass(500);
  mixer.seek("a", 20_000, null);
  await time.pass(500);
  assert.deepEqual([of("playing").length, loudness()], [2, 0]);
  mixer.swell("z", 0);
  assert.equal(loudness(), 0);
  mixer.swell("a", 400);
  await time.pass(200);
  assert.ok(loudness() > 0.7 && loudness() < 0.85, `${loudness()}`); // it is heard 36 ms later
  await time.pass(300);
  assert.equal(loudness(), 1);
});

test("what is hushed and paused does not stay silent", async () => {
  mixer.load(media("a", { is_hushed: true }));
  await time.pass(500);
  mixer.pause("a");
  mixer.play("a");
  await time.pass(500);
  assert.deepEqual([loudness(), heard().length], [1, 1]);
});

test("what follows something hushed is heard", async () => {
  mixer.load(media("a", { seconds: 2, is_hushed: true }));
  mixer.preload(media("b"));
  await time.pass(3000);
  assert.deepEqual([mixer.current.token, loudness()], ["b", 1]);
});

test("a fade falls evenly, and `stopped` is told after it", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  mixer.stop("a", 250);
  await time.pass(240);
  assert.deepEqual(of("stopped"), []);
  await time.pass(100);
  assert.equal(of("stopped").length, 1);
  await time.pass(100);
  assert.deepEqual(heard(), []);
});

test("tracks that do not flow run over into each other, and together are never more than full", async () => {
  mixer.load(media("a", { seconds: 6 }));
  mixer.preload(media("b", { crossfade_ms: 2000 }));
  await time.pass(500);
  const start = firstFrame() + 4 * RATE;
  assert.deepEqual(context().on(start - 1).length, 1);
  assert.deepEqual(context().on(start), [4 * RATE, 0]);
  await time.pass(4200);
  assert.equal(of("playing", "b").length, 1);
  assert.deepEqual(of("ended"), []);
  await time.pass(2000);
  assert.equal(mixer.current.token, "b");
  assert.equal(heard().length, 1);
});

test("a browser that wants a tap is told of", async () => {
  mayRun = false;
  mixer.load(media("a"));
  await time.pass(3000);
  assert.equal(of("refused").length, 1);
  context().mayRun = true;
  mixer.unlock();
  mixer.play("a");
  await time.pass(500);
  assert.equal(of("playing").length, 1);
});

test("a thread that was held up while it laid the samples lays them again, later, in one piece", async () => {
  mixer.load(media("a", { playing: false }));
  await time.pass(500);
  let hiccups = 2;
  context().onStart = () => (hiccups-- > 0 ? (context().held += 0.05) : null);
  mixer.play("a");
  await time.pass(2000);
  const laid = context().sources.filter(({ stopTime }) => stopTime === Infinity);
  assert.ok(laid.every(({ isLate }) => !isLate));
  assert.equal(isUnbroken(context().heard, context().heard + RATE), true);
});

test("a track of another rate has a context of its own and follows within a millisecond", async () => {
  mixer.load(media("a", { seconds: 3 }));
  mixer.preload(media("b", { rate: 44_100 }));
  await time.pass(4000);
  const [end, begin] = [of("ended")[0], of("playing", "b")[0]];
  assert.ok(Math.abs(begin.at_ms - begin.position_ms - end.at_ms) <= 8, JSON.stringify([end, begin]));
  assert.equal(context(44_100).on(context(44_100).heard).length, 1);
});

test("the system takes the sound away: it is a pause", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  await context().suspend();
  await time.pass(500);
  assert.equal(of("paused").length, 1);
});

test("level and volume are gains, and may be more than full", async () => {
  mixer.setVolume(50);
  mixer.load(media("a", { level_db: 6 }));
  await time.pass(300);
  let node = context().sources[0];
  const gains = [];
  while (node.to?.gain) gains.push((node = node.to).gain.value);
  assert.ok(Math.abs(gains.reduce((product, gain) => product * gain, 1) - 10 ** 0.3 * 0.25) < 1e-9);
});

test("a desk without a voice lets the sound device sleep", async () => {
  mixer.load(media("a"));
  await time.pass(1000);
  mixer.reset();
  await time.pass(31_000);
  assert.equal(context().state, "suspended");
});

test("24 bits are read with their sign", () => {
  const bytes = new Uint8Array([0x00, 0x00, 0x80, 0xff, 0xff, 0x7f]).buffer;
  const { channels } = wave.pieceOf(bytes, { rate_hz: RATE, channels: 2, bits: 24, header_bytes: 68 }, 0);
  assert.deepEqual(channels.map(([sample]) => sample), [-1, Math.fround(8388607 / 8388608)]);
});

test("the exact engine is for pages at a desk; people may wish otherwise", () => {
  const desk = { canMix: true, isHandheld: false, isDear: false };
  assert.equal(choose("auto", desk), "exact");
  assert.equal(choose("auto", { ...desk, isHandheld: true }), "element");
  assert.equal(choose("auto", { ...desk, isDear: true }), "element");
  assert.equal(choose("on", { ...desk, isHandheld: true }), "exact");
  assert.equal(choose("on", { ...desk, canMix: false }), "element");
  assert.equal(choose("off", desk), "element");
});
