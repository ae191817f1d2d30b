// What the page makes of what it is told, and how it says it.
import assert from "node:assert/strict";
import { test } from "node:test";

const js = new URL("../../../web/static/js/", import.meta.url);
const { NOBODY, choose, hear, positionOf } = await import(new URL("state/household.js", js));
const { parse } = await import(new URL("state/route.js", js));
const { clockTime, counted, quality, size, span } = await import(new URL("components/format.js", js));
const { query } = await import(new URL("net/api.js", js));
const { Paged } = await import(new URL("state/paged.js", js));
const { measure, visibleRows } = await import(new URL("components/virtual_grid.js", js));
const { tintOf } = await import(new URL("components/tint.js", js));
const { nameOfBrowser, takeDeviceId } = await import(new URL("player/device.js", js));

const session = (id, more = {}) => ({ id, owner: "anna", outputs: [], current: null, timeline: { position_ms: 0, at_ms: 0, running: false, rate: 1 }, ...more });

test("a snapshot replaces everything, deltas change one thing", () => {
  let house = hear(NOBODY, "snapshot", { revision: 4, now_ms: 1, sessions: [session("a")], devices: [], scan: null });
  house = hear(house, "session", session("b"));
  house = hear(house, "session", session("a", { owner: "ben" }));
  assert.deepEqual(house.sessions.map(({ id, owner }) => [id, owner]), [["a", "ben"], ["b", "anna"]]);
  house = hear(house, "session_removed", { id: "a" });
  assert.deepEqual(house.sessions.map(({ id }) => id), ["b"]);
  house = hear(house, "device", { id: "kitchen", is_online: true });
  house = hear(house, "device", { id: "kitchen", is_online: false });
  assert.deepEqual(house.devices, [{ id: "kitchen", is_online: false }]);
  assert.deepEqual(hear(house, "device_removed", { id: "kitchen" }).devices, []);
});

test("an event that says nothing about the house leaves it as it is", () => {
  assert.equal(hear(NOBODY, "handoff", { id: 1 }), NOBODY);
});

test("the page shows what it plays, else what was used last, else the newest of its user, else the newest", () => {
  const mine = session("mine");
  const older = session("older");
  const bens = session("bens", { owner: "ben" });
  const here = session("here", { owner: "ben", outputs: [{ device_id: "me", state: "audible", is_leader: true }] });
  const page = { deviceId: "me", lastUsed: "older", user: "anna" };
  assert.equal(choose([older, mine, here, bens], page), here);
  assert.equal(choose([older, mine, bens], page), older);
  assert.equal(choose([older, mine, bens], { ...page, lastUsed: "gone" }), mine);
  assert.equal(choose([bens], { ...page, lastUsed: null }), bens);
  assert.equal(choose([], page), null);
});

test("a position runs with the server's time and stays within the track", () => {
  const track = { duration_ms: 10_000 };
  const timeline = { position_ms: 4000, at_ms: 1000, running: true, rate: 1 };
  assert.equal(positionOf({ timeline, current: track }, 3000), 6000);
  assert.equal(positionOf({ timeline, current: track }, 99_000), 10_000);
  assert.equal(positionOf({ timeline: { ...timeline, rate: 1.5 }, current: track }, 3000), 7000);
  assert.equal(positionOf({ timeline: { ...timeline, running: false }, current: track }, 3000), 4000);
});

test("addresses name pages, with ids that may hold anything", () => {
  assert.equal(parse("/").name, "albums");
  assert.equal(parse("/nonsense").name, "missing");
  const genre = parse("/genres/R%26B%2FSoul");
  assert.deepEqual([genre.name, genre.id], ["genres", "R&B/Soul"]);
  assert.equal(parse("/search", "?q=a%20b").query.get("q"), "a b");
});

test("numbers are written as people read them", () => {
  assert.equal(clockTime(65_400), "1:05");
  assert.equal(clockTime(3_725_000), "1:02:05");
  assert.equal(span(47 * 60_000), "47 min");
  assert.equal(span(192 * 60_000), "3 h 12 min");
  assert.equal(span(6 * 86_400_000), "6 days");
  assert.equal(counted(1, "track"), "1 track");
  assert.equal(counted(2, "track"), "2 tracks");
  assert.equal(size(1_300_000_000), "1.3 GB");
  assert.equal(quality({ codec: "flac", bits: 24, sample_rate_hz: 96_000, bitrate_kbps: 2800 }), "FLAC 24/96");
  assert.equal(quality({ codec: "mp3", bits: null, sample_rate_hz: 44_100, bitrate_kbps: 320 }), "MP3 320 kbit/s");
});

test("a query leaves out what is not given and escapes the rest", () => {
  assert.equal(query({ a: null, b: undefined, c: "" }), "");
  assert.equal(query({ q: "a&b", limit: 0 }), "?q=a%26b&limit=0");
});

test("a long list asks only for the pages that are looked at, each once", async () => {
  const asked = [];
  const paged = new Paged(async (offset, limit) => {
    asked.push(offset);
    return { items: Array.from({ length: limit }, (_, index) => offset + index), total: 100_000 };
  });
  paged.want(0, 1);
  paged.want(0, 20);
  await new Promise(setImmediate);
  paged.want(50_010, 50_130);
  await new Promise(setImmediate);
  assert.deepEqual(asked, [0, 50_000, 50_100]);
  assert.equal(paged.total.value, 100_000);
  assert.equal(paged.at(50_125), 50_125);
  assert.equal(paged.at(70_000), undefined);
});

test("a page that did not come is trouble for people, and may be asked for again", async () => {
  let away = true;
  const paged = new Paged(async () => {
    if (away) throw new Error("away");
    return { items: [1], total: 1 };
  });
  paged.want(0, 1);
  await new Promise(setImmediate);
  assert.ok(paged.trouble.value);
  away = false;
  paged.refresh();
  await new Promise(setImmediate);
  assert.equal(paged.trouble.value, null);
  assert.equal(paged.at(0), 1);
});

test("a grid fills its width and draws only rows near the window", () => {
  const metrics = measure(1000, { least: 172, gap: 24, heightOf: (width) => width + 58 });
  assert.equal(metrics.columns, 5);
  assert.ok(Math.abs(metrics.width * 5 + 24 * 4 - 1000) < 1e-9);
  const rows = visibleRows(3_000_000, 900, 20_000, 250);
  assert.equal(rows.first, 11_997);
  assert.ok(rows.last - rows.first <= 11);
  assert.deepEqual(visibleRows(-500, 900, 2, 250), { first: 0, last: 2 });
  assert.deepEqual(visibleRows(0, 900, 0, 250), { first: 0, last: 0 });
});

test("a red picture is red, a grey one has no colour", () => {
  const red = tintOf(new Uint8ClampedArray([200, 20, 20, 255, 180, 10, 30, 255]));
  assert.ok((red.hue < 15 || red.hue > 345) && red.chroma > 0.5);
  assert.equal(tintOf(new Uint8ClampedArray([90, 92, 90, 255])).chroma, 0);
});

test("a tab keeps its id over a reload, and a duplicate of it gets another one", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  const id = takeDeviceId(storage);
  assert.match(id, /^browser-[0-9a-f]{16}$/);
  assert.notEqual(takeDeviceId(storage), id);
  storage.setItem("segue.device", id);
  assert.equal(takeDeviceId(storage), id);
});

test("a browser is called what people call it", () => {
  assert.equal(nameOfBrowser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"), "Chrome on Linux");
  assert.equal(nameOfBrowser("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0"), "Firefox on Android");
  assert.equal(nameOfBrowser("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15E148 Safari/604.1"), "Safari on iPhone");
});
