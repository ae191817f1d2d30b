// The page's signals: who is here, what the house does, how the line to the server is.

import { computed, signal } from "../../vendor/preact.js";
import { NOBODY, choose, hear } from "./household.js";

/** @type {{value: "loading" | "setup" | "login" | "ready" | "unreachable"}} */
export const stage = signal("loading");
/** Told only to a browser on the server's own machine. */
export const setupCode = signal("");
/** @type {{value: Api.Me | null}} */
export const me = signal(null);
/** @type {{value: import("./household.js").Household}} */
export const household = signal(NOBODY);
/** @type {{value: import("../player/live.js").Connection}} */
export const connection = signal("connecting");
/** This page as a device; null until the player is made. @type {{value: string | null}} */
export const deviceId = signal(null);
/** The media that the browser refused to play without a tap. @type {{value: Api.Media | null}} */
export const refused = signal(null);
/** What shows a panel: the queue beside the page, the large player over it. */
export const panel = signal(/** @type {"none" | "queue" | "playing"} */ ("none"));

/** Counts up when a playlist was made, changed or deleted, here or elsewhere: what shows some asks again. */
export const playlistChanges = signal(0);

const LAST_USED = "segue.session";
export const lastUsed = signal(read(LAST_USED));

export const sessions = computed(() => household.value.sessions);
export const devices = computed(() => household.value.devices);
export const scan = computed(() => household.value.scan);
export const session = computed(() =>
  choose(sessions.value, { deviceId: deviceId.value, lastUsed: lastUsed.value, user: me.value?.name ?? null }));
/** What people asked for … */
export const isPlaying = computed(() => session.value?.playing ?? false);
/** … and what is heard. */
export const isRunning = computed(() => session.value?.timeline.running ?? false);
export const currentTrackId = computed(() => session.value?.current?.id ?? null);
/** This page is what people hear the shown session from. */
export const playsHere = computed(() => session.value?.outputs.some((output) => output.device_id === deviceId.value) ?? false);

/** @param {string} kind @param {any} value */
export function takeEvent(kind, value) {
  // Before a snapshot there was no line: whatever happened meanwhile was missed.
  if (kind === "playlist" || kind === "snapshot") playlistChanges.value += 1;
  household.value = hear(household.value, kind, value);
}

/** @param {string} sessionId  the one that the person now deals with */
export function use(sessionId) {
  lastUsed.value = sessionId;
  try {
    localStorage.setItem(LAST_USED, sessionId);
  } catch {
    // It is then forgotten with the page.
  }
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
