// What the server has told of the house so far, as one value; each event makes the next one. Pure.

/** @typedef {{sessions: Api.Session[], devices: Api.Device[], scan: Api.Scan | null}} Household */

/** @type {Household} */
export const NOBODY = { sessions: [], devices: [], scan: null };

/**
 * @template {{id: string}} T
 * @param {T[]} list @param {T} value
 * @returns {T[]}  in place of the one with the same id, or at the end
 */
function put(list, value) {
  return list.some((each) => each.id === value.id)
    ? list.map((each) => (each.id === value.id ? value : each))
    : [...list, value];
}

/** @template {{id: string}} T @param {T[]} list @param {string} id */
const without = (list, id) => list.filter((each) => each.id !== id);

/**
 * @param {Household} household @param {string} kind  of the event @param {any} value
 * @returns {Household}  the same one where the event says nothing about it
 */
export function hear(household, kind, value) {
  switch (kind) {
    case "snapshot": return { sessions: value.sessions, devices: value.devices, scan: value.scan };
    case "session": return { ...household, sessions: put(household.sessions, value) };
    case "session_removed": return { ...household, sessions: without(household.sessions, value.id) };
    case "device": return { ...household, devices: put(household.devices, value) };
    case "device_removed": return { ...household, devices: without(household.devices, value.id) };
    case "scan": return { ...household, scan: value };
    default: return household;
  }
}

/**
 * The session that a page shows: the one it plays for, else the one that was used last, else the newest of its user,
 * else the newest.
 * @param {Api.Session[]} sessions  oldest first
 * @param {{deviceId: string | null, lastUsed: string | null, user: string | null}} page
 */
export function choose(sessions, { deviceId, lastUsed, user }) {
  const newest = [...sessions].reverse();
  return sessions.find((session) => session.outputs.some((output) => output.device_id === deviceId))
    ?? sessions.find((session) => session.id === lastUsed)
    ?? newest.find((session) => session.owner === user)
    ?? newest[0]
    ?? null;
}

/** Where the current track is at a server time, within its bounds. @param {Api.Session} session @param {number} nowMs */
export function positionOf({ timeline, current }, nowMs) {
  const position = timeline.position_ms + (timeline.running ? (nowMs - timeline.at_ms) * timeline.rate : 0);
  return Math.min(Math.max(0, position), current?.duration_ms ?? Infinity);
}
