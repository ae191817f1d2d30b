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

/** What can wake, by the beginning of its id. */
export const KINDS = { "": "What was playing", pl: "A playlist", al: "An album", ar: "An artist", pc: "A podcast’s newest episode", bell: "A bell" };

/** @param {string | null} item @returns {string}  one of KINDS, or another that only scripts choose */
export const kindOf = (item) => (item ?? "").split("-")[0];

/** @param {Pick<Api.Alarm, "item" | "item_name" | "shuffle">} alarm */
export function plays({ item, item_name, shuffle }) {
  if (item === null || item === "bell") return KINDS[item ?? ""].toLowerCase();
  return item_name === null ? "what is not there any more" : `${item_name}${shuffle ? ", shuffled" : ""}`;
}

const RISES = [[0, "at once"], [30, "30 seconds"], [60, "1 minute"], [120, "2 minutes"], [300, "5 minutes"], [600, "10 minutes"], [1200, "20 minutes"], [1800, "half an hour"]];
const LASTS = [[0, "until somebody stops it"], [15, "15 minutes"], [30, "half an hour"], [45, "45 minutes"], [60, "1 hour"], [90, "1½ hours"], [120, "2 hours"]];

/** With the one that is set, though a script may have set it. @param {(string | number)[][]} list @param {number} value @param {string} unit */
const among = (list, value, unit) => (list.some(([each]) => each === value) ? list : [...list, [value, `${value} ${unit}`]]);
/** @param {Api.Alarm} alarm */
export const rises = ({ ramp_s }) => among(RISES, ramp_s, "seconds");
/** @param {Api.Alarm} alarm */
export const lasts = ({ lasts_min }) => among(LASTS, lasts_min ?? 0, "minutes");

/** What the server takes of it. @param {Api.Alarm} alarm */
export const bodyOf = ({ name, rings_at, weekdays, device_ids, fallback_device_id, item, shuffle, volume_percent, ramp_s, lasts_min, is_on }) =>
  ({ name, rings_at, weekdays, device_ids, fallback_device_id, item, shuffle, volume_percent, ramp_s, lasts_min, is_on });

/** @param {Api.Room[]} rooms @returns {Api.Alarm} */
export function fresh(rooms) {
  const first = rooms.find((room) => room.is_here && room.kind !== "browser") ?? rooms[0];
  return {
    id: "", name: "", rings_at: "07:00", weekdays: [0, 1, 2, 3, 4], device_ids: first ? [first.id] : [], fallback_device_id: null, item: null, item_name: null, shuffle: false,
    volume_percent: 30, ramp_s: 60, lasts_min: null, is_on: true, is_ringing: false, snoozed_utc: null, next_ring_utc: null,
  };
}
