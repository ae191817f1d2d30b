// An alarm in words, and as the server takes it. Pure.

export const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** @param {Pick<Api.Alarm, "weekdays">} alarm */
export function daysOf({ weekdays }) {
  if (!weekdays.length) return "once";
  if (weekdays.length === 7) return "every day";
  if (weekdays.join() === "0,1,2,3,4") return "on weekdays";
  return weekdays.map((day) => DAYS[day]).join(", ");
}

/** @param {Api.Alarm} alarm */
export function rings({ is_ringing, snoozed_utc, next_ring_utc }) {
  if (is_ringing) return "rings now";
  if (!next_ring_utc) return "off";
  const when = new Date(next_ring_utc).toLocaleString(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  return snoozed_utc ? `snoozed until ${when}` : `rings ${when}`;
}

/** What the server takes of it. @param {Api.Alarm} alarm */
export const bodyOf = ({ name, rings_at, weekdays, device_ids, fallback_device_id, item, volume_percent, ramp_s, is_on }) =>
  ({ name, rings_at, weekdays, device_ids, fallback_device_id, item, volume_percent, ramp_s, is_on });

/** @param {Api.Room[]} rooms @returns {Api.Alarm} */
export function fresh(rooms) {
  const first = rooms.find((room) => room.is_here && room.kind !== "browser") ?? rooms[0];
  return {
    id: "", name: "", rings_at: "07:00", weekdays: [0, 1, 2, 3, 4], device_ids: first ? [first.id] : [], fallback_device_id: null, item: null,
    volume_percent: 30, ramp_s: 30, is_on: true, is_ringing: false, snoozed_utc: null, next_ring_utc: null,
  };
}
