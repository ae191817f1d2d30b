// The player's pure parts. Run with: node --test tests/web/js
import assert from "node:assert/strict";
import { test } from "node:test";

const player = new URL("../../../web/static/js/player/", import.meta.url);
const { nudge, plan, positionAt } = await import(new URL("aim.js", player));
const { ServerClock, bound, estimate, quickest, refine } = await import(new URL("clock.js", player));
const { Costs, learn } = await import(new URL("costs.js", player));
const { Evidence } = await import(new URL("evidence.js", player));
const { retryDelay } = await import(new URL("live.js", player));
const { Reports, worthSending } = await import(new URL("reports.js", player));

test("the offset of a probe is exact when both ways take equally long", () => {
  assert.deepEqual(estimate(100, 110, 5105), { offset_ms: 5000, rtt_ms: 10, at_ms: 110 });
});

test("the quickest probe of a burst wins", () => {
  const burst = [estimate(0, 40, 1030), estimate(50, 54, 1052), estimate(60, 90, 1070)];
  assert.equal(quickest(burst).offset_ms, 1000);
});

test("an old estimate grows doubtful and gives way to a fresh one that is nearly as quick", () => {
  const held = estimate(0, 4, 1002);
  const fresh = estimate(60_000, 60_006, 61_003);
  assert.ok(bound(held, 60_006) > bound(fresh, 60_006));
  assert.equal(refine(held, fresh), fresh);
});

test("a slow probe does not replace a good one", () => {
  const held = estimate(0, 4, 1002);
  assert.equal(refine(held, estimate(1000, 1200, 2080)), held);
});

test("a clock that stepped is believed at once, however slow the probe", () => {
  const held = estimate(0, 4, 1002);
  const fresh = estimate(1000, 1200, 32_100);
  assert.equal(refine(held, fresh), fresh);
});

test("the server's clock follows the probes it was given and survives a server that is away", async () => {
  let local = 0;
  let away = false;
  const ask = async () => {
    if (away) throw new Error("away");
    local += 2;
    const now = local + 9000;
    local += 2;
    return now;
  };
  const clock = new ServerClock({ ask, local: () => local });
  assert.equal(clock.isKnown, false);
  await clock.measure();
  assert.equal(clock.now() - local, 9000);
  away = true;
  await clock.measure();
  assert.equal(clock.now() - local, 9000);
});

test("an element in time waits for its moment less what a start costs", () => {
  assert.deepEqual(plan({ position_ms: 5000, at_ms: 2000 }, 5000, 1500, 80, 40), { do: "play", after_ms: 420 });
});

test("an element that stands a little off begins that much earlier or later", () => {
  assert.deepEqual(plan({ position_ms: 5000, at_ms: 2000 }, 5010, 1500, 80, 40), { do: "play", after_ms: 430 });
});

test("an element that is late seeks to where the track will be when it sounds", () => {
  const next = plan({ position_ms: 5000, at_ms: 2000 }, 5000, 2500, 80, 40);
  assert.equal(next.do, "seek");
  assert.equal(next.aim.at_ms, 2620);
  assert.equal(next.aim.position_ms, positionAt({ position_ms: 5000, at_ms: 2000 }, 2620));
});

test("a start that is a hair late begins at once: a nudge mends what is left", () => {
  assert.deepEqual(plan({ position_ms: 0, at_ms: 1000 }, 0, 925, 80, 40), { do: "play", after_ms: 0 });
});

test("a nudge moves by exactly the error", () => {
  for (const error of [-100, -20, -6, 6, 33, 150]) {
    const mend = nudge(error);
    assert.ok(Math.abs((mend.rate - 1) * mend.for_ms + error) < 1e-6);
  }
});

test("neither a hair nor a gulf is nudged", () => {
  assert.equal(nudge(3), null);
  assert.equal(nudge(-400), null);
});

test("what Chromium says right after play() is no evidence of sound", () => {
  const evidence = new Evidence(20_000, 0);
  for (let at = 4; at <= 24; at += 4) assert.equal(evidence.add(20_000 + at, at), false, `${at} ms: the false run`);
  for (let at = 28; at <= 96; at += 4) assert.equal(evidence.add(20_022, at), false, `${at} ms: the standstill`);
  const looks = [];
  for (let at = 100; at <= 160; at += 4) looks.push([at, evidence.add(20_022 + at - 96, at)]);
  const [first] = looks.find(([, sounds]) => sounds);
  assert.ok(first >= 112 && first <= 130, `believed at ${first} ms`);
});

test("a position that jumps is no evidence either", () => {
  const evidence = new Evidence(0, 0);
  assert.equal(evidence.add(500, 10), false);
  assert.equal(evidence.add(1000, 20), false);
});

test("costs are learned quickly at first, then by shares, and outliers not at all", () => {
  assert.deepEqual(learn({ ms: 80, times: 0 }, 20), { ms: 20, times: 1 });
  assert.deepEqual(learn({ ms: 20, times: 1 }, 40), { ms: 30, times: 2 });
  assert.deepEqual(learn({ ms: 100, times: 9 }, 200), { ms: 130, times: 10 });
  assert.deepEqual(learn({ ms: 100, times: 9 }, 5000), { ms: 100, times: 9 });
  assert.deepEqual(learn({ ms: 100, times: 9 }, -3), { ms: 100, times: 9 });
});

test("costs outlive the page, and a spoilt storage is no trouble", () => {
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const costs = new Costs(store);
  const before = costs.startMs;
  assert.equal(costs.seekMs, before);
  costs.saw("start", before + 100);
  assert.equal(costs.seekMs, before + 100);
  assert.equal(new Costs(store).startMs, costs.startMs);
  kept.set("segue.costs", "{nonsense");
  assert.equal(new Costs(store).startMs, before);
  assert.equal(new Costs(null).startMs, before);
});

test("reconnecting waits longer each time, but never longer than a quarter of a minute and a bit", () => {
  assert.equal(retryDelay(1, 0.5), 300);
  assert.equal(retryDelay(2, 0.5), 600);
  assert.ok(retryDelay(30, 1) <= 15_000 * 1.25);
});

test("of several positions in a row only the last is worth sending, and never more than fifty", () => {
  const at = (what, token, at_ms) => ({ what, token, at_ms });
  const kept = worthSending([at("playing", "a", 1), at("playing", "a", 2), at("paused", "a", 3), at("playing", "b", 4)]);
  assert.deepEqual(kept.map((report) => report.at_ms), [2, 3, 4]);
  const many = Array.from({ length: 80 }, (_, index) => at("paused", "a", index));
  assert.equal(worthSending(many).length, 50);
  assert.equal(worthSending(many).at(-1).at_ms, 79);
});

test("reports wait for a server that is away and come in their order", async () => {
  const heard = [];
  const again = [];
  let away = true;
  const send = async (batch) => {
    if (away) throw new Error("away");
    heard.push(...batch.map((report) => report.what));
  };
  const reports = new Reports(send, (then) => again.push(then));
  reports.say({ what: "paused", token: "a", at_ms: 1 });
  await new Promise(setImmediate);
  reports.say({ what: "stopped", token: "a", at_ms: 2 });
  await new Promise(setImmediate);
  assert.deepEqual(heard, []);
  away = false;
  again.at(-1)();
  await new Promise(setImmediate);
  assert.deepEqual(heard, ["paused", "stopped"]);
});
