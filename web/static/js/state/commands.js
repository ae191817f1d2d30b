// What a person asks of a session. Nothing here touches the sound: the server decides, events tell what became of it.

import { effect } from "../../vendor/preact.js";
import { Problem, api } from "../net/api.js";
import { deviceId, devices, household, me, playsHere, session, sessions, use } from "./store.js";
import { hear, positionOf } from "./household.js";
import { say, trying } from "./toasts.js";

/** @param {string} sessionId @param {Api.Command} command */
async function send(sessionId, command) {
  use(sessionId);
  const path = `/api/sessions/${encodeURIComponent(sessionId)}/commands`;
  try {
    await api.post(path, command);
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== "urn:segue:device-busy") throw error;
    say("warning", whoPlaysThere(command), {
      label: "Play here instead",
      act: () => void trying(() => api.post(path, { ...command, take: true })),
    });
  }
}

/** Nobody's music is taken away without asking. @param {Api.Command} command */
function whoPlaysThere(command) {
  const ours = (session.value?.outputs ?? []).map((output) => output.device_id);
  const meant = "device_id" in command && command.device_id ? [command.device_id, ...ours] : ours;
  const occupied = devices.value.find((each) => each.occupied_by && meant.includes(each.id));
  if (occupied) return `${occupied.name} is playing ${occupied.occupied_by}.`;
  const device = devices.value.find((each) => "device_id" in command && each.id === command.device_id);
  const playing = sessions.value.find((each) => each.id === device?.session_id);
  return `${device?.name ?? "That device"} is playing for ${playing?.name ?? "somebody else"}.`;
}

/** To the session that is shown, if there is one. @param {Api.Command} command */
export async function ask(command) {
  const shown = session.value;
  if (shown) await trying(() => send(shown.id, command));
}

/** A tap may be faster than the first event: the server is to know this page, and the page the house. */
const settled = () =>
  new Promise((done) => {
    const end = () => (stop(), done(0));
    const stop = effect(() => void (devices.value.some(({ id }) => id === deviceId.value) && queueMicrotask(end)));
    setTimeout(end, 5_000);
  });

/** The session that a fresh "play" goes to: never silently somebody else's. */
async function ownSession() {
  await settled();
  const shown = session.value;
  if (shown && (shown.owner === me.value?.name || playsHere.value || picked === shown.id)) return shown.id;
  const mine = [...sessions.value].reverse().find((each) => each.owner === me.value?.name);
  if (mine) return mine.id;
  /** @type {Api.Session} */
  const fresh = await api.post("/api/sessions", {});
  household.value = hear(household.value, "session", fresh);
  return fresh.id;
}

/** Chosen by hand in the switcher. @type {string | null} */
let picked = null;

/** @param {string} sessionId */
export function pick(sessionId) {
  picked = sessionId;
  use(sessionId);
}

/**
 * Replaces the queue and plays; here, unless the session already plays somewhere.
 * @param {string[]} items  track, release, artist, folder or playlist ids
 * @param {{startIndex?: number, positionMs?: number, shuffle?: boolean}} [options]
 */
export function playNow(items, { startIndex = 0, positionMs = 0, shuffle } = {}) {
  return trying(async () => {
    const id = await ownSession();
    const options = shuffle === undefined ? {} : { shuffle };
    await send(id, { do: "play_now", items, start_index: startIndex, position_ms: positionMs, device_id: deviceId.value, ...options });
  });
}

/** @param {string[]} items @param {"next" | "last"} where @param {string} what  for the sentence */
export function enqueue(items, where, what) {
  return trying(async () => {
    await send(await ownSession(), { do: "enqueue", items, where });
    say("info", where === "next" ? `${what} plays next` : `${what} is in the queue`);
  });
}

export const play = () => ask({ do: "play", device_id: deviceId.value });
export const pause = () => ask({ do: "pause" });
export const next = () => ask({ do: "next" });
export const previous = () => ask({ do: "previous" });
export const toggle = () => (session.value?.playing ? pause() : play());
/** @param {number} positionMs */
export const seek = (positionMs) => ask({ do: "seek", position_ms: Math.max(0, Math.round(positionMs)) });
/** @param {number} byMs @param {number} nowMs  server time */
export const skip = (byMs, nowMs) => session.value && seek(positionOf(session.value, nowMs) + byMs);
/** @param {string} entryId */
export const jump = (entryId) => ask({ do: "jump", entry_id: entryId });
/** @param {string} id */
export const moveTo = (id) => ask({ do: "move", device_id: id });
/** @param {string} id */
export const join = (id) => ask({ do: "join", device_id: id });
/** @param {string} id */
export const leave = (id) => ask({ do: "leave", device_id: id });
export const toggleShuffle = () => session.value && ask({ do: "shuffle", on: !session.value.shuffle });

const AFTER = /** @type {const} */ ({ off: "all", all: "one", one: "off" });
export const cycleRepeat = () => session.value && ask({ do: "repeat", mode: AFTER[session.value.repeat] });

/** Of the session, the pitch as it was. @param {number} rate */
export const setRate = (rate) => ask({ do: "rate", rate });

/** @param {string} id @param {number} percent */
export const setVolume = (id, percent) =>
  trying(() => api.put(`/api/devices/${encodeURIComponent(id)}/volume`, { percent: Math.round(percent) }));

/** The loudest device of the session to this, the others in proportion. @param {number} percent */
export const setGroupVolume = (percent) =>
  session.value && trying(() => api.put(`/api/sessions/${session.value?.id}/volume`, { percent: Math.round(percent) }));

/** Who plays with a device, as one. @param {string} id @param {string[]} members */
export const setMembers = (id, members) => trying(() => api.post(`/api/devices/${encodeURIComponent(id)}/members`, { members }));

/** @param {string} id @param {string} member @param {number} percent */
export const setMemberVolume = (id, member, percent) =>
  trying(() => api.put(`/api/devices/${encodeURIComponent(id)}/members/${encodeURIComponent(member)}/volume`, { percent: Math.round(percent) }));

/** Play on a device: a session that sounds elsewhere moves, a silent one begins there. @param {string} id */
export function playOn(id) {
  const shown = session.value;
  if (!shown) return;
  return shown.outputs.length ? moveTo(id) : ask({ do: "play", device_id: id });
}
