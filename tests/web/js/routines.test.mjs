// What the pages of rooms and alarms say, without a page.

import assert from "node:assert/strict";
import test from "node:test";
import { bodyOf, daysOf, fresh, rings } from "../../../web/static/js/views/alarms/words.js";
import { limitsOf, short, whereabouts } from "../../../web/static/js/views/speakers/words.js";

const ROOM = {
  id: "virtual-kitchen", name: "Stove", own_name: "Kitchen", kind: "virtual", model: "", is_here: true, seen_utc: null,
  icon: null, is_hidden: false, users: null, quality_kbps: null, max_volume_percent: 100, night: null,
};

test("a room that nobody limited has no limits to tell of", () => {
  assert.deepEqual(limitsOf(ROOM), []);
  assert.equal(whereabouts(ROOM), "Virtual speaker");
});

test("every limit of a room is told", () => {
  const night = { begins: "22:00", ends: "06:00", max_volume_percent: 20 };
  const told = limitsOf({ ...ROOM, is_hidden: true, users: ["ada"], quality_kbps: 192, max_volume_percent: 70, night });
  assert.deepEqual(told, ["hidden", "only for ada", "192 kbit/s", "at most 70 %", "20 % from 22:00 to 06:00"]);
  assert.deepEqual(limitsOf({ ...ROOM, users: [] }), ["for nobody"]);
});

test("days are told as people say them", () => {
  assert.equal(daysOf({ weekdays: [] }), "once");
  assert.equal(daysOf({ weekdays: [0, 1, 2, 3, 4] }), "on weekdays");
  assert.equal(daysOf({ weekdays: [0, 1, 2, 3, 4, 5, 6] }), "every day");
  assert.equal(daysOf({ weekdays: [5, 6] }), "Sat, Sun");
});

test("a fresh alarm is for a speaker that is there, and is sent without what only the server knows", () => {
  const page = { ...ROOM, id: "browser-1", kind: "browser" };
  const alarm = fresh([page, ROOM]);
  assert.deepEqual(alarm.device_ids, ["virtual-kitchen"]);
  assert.equal(rings(alarm), "off");
  assert.equal(rings({ ...alarm, is_ringing: true }), "rings now");
  assert.ok(!("next_ring_utc" in bodyOf(alarm)) && !("id" in bodyOf(alarm)));
});

test("short times are told in the unit that fits", () => {
  assert.deepEqual([short(null), short(-15), short(999), short(1400)], ["–", "-15 ms", "999 ms", "1.4 s"]);
});
