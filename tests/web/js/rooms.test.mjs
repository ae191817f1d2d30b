import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, flipped, roomsOf } from "../../../web/static/js/components/rooms.js";

const device = (id, name, more = {}) => ({ id, name, kind: "sonos", can_group: true, is_online: true, volume_percent: 30, members: [], ...more });
const BATH = device("a", "Bath");
const DEN = device("b", "Den + Hall", { members: [{ id: "b", name: "Den", volume_percent: 20 }, { id: "c", name: "Hall", volume_percent: 40 }] });

test("a room that is alone is its own only room", () => {
  assert.deepEqual(roomsOf(BATH).map((room) => room.name), ["Bath"]);
  assert.deepEqual(roomsOf(DEN).map((room) => room.name), ["Den", "Hall"]);
});

test("only rooms of the same make that answer can play together", () => {
  const page = device("p", "A page", { kind: "browser", can_group: false });
  const off = device("o", "Attic", { is_online: false });
  assert.deepEqual(candidates(BATH, [DEN, page, off, BATH]).map((room) => room.id), ["a", "b", "c"]);
});

test("a tick brings a room in or sends it away, but the last one stays", () => {
  assert.deepEqual(flipped(["a"], "b"), ["a", "b"]);
  assert.deepEqual(flipped(["a", "b"], "a"), ["b"]);
  assert.deepEqual(flipped(["a"], "a"), ["a"]);
});
