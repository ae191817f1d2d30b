// The arithmetic of "this position shall sound at that server time"; pure.

/** @typedef {{position_ms: number, at_ms: number, rate?: number}} Aim  the position that shall sound at the server time, and how fast the track goes on from there */

/** Where the track has to be at a given server time. @param {Aim} aim @param {number} atMs */
export function positionAt(aim, atMs) {
  return aim.position_ms + (atMs - aim.at_ms) * (aim.rate ?? 1);
}

/** The same aim, for no sooner than that time. @param {Aim} aim @param {number} soonestMs @returns {Aim} */
export function notBefore(aim, soonestMs) {
  const at = Math.max(aim.at_ms, soonestMs);
  return { ...aim, position_ms: positionAt(aim, at), at_ms: at };
}

const LATE_MS = 12; // smaller lateness is mended by a nudge, which nobody hears; a seek costs a gap

/**
 * What to do now with an element that stands at `standsAtMs`, if asking it to play takes `costMs` until it sounds:
 * wait, then play; or, as that moment has passed, seek to where the track will be once the seek is done.
 * @param {Aim} aim @param {number} standsAtMs @param {number} nowMs @param {number} costMs @param {number} seekCostMs
 * @returns {{do: "play", after_ms: number} | {do: "seek", aim: Aim}}
 */
export function plan(aim, standsAtMs, nowMs, costMs, seekCostMs) {
  const soundsAt = aim.at_ms + (standsAtMs - aim.position_ms) / (aim.rate ?? 1);
  const after = soundsAt - costMs - nowMs;
  if (after >= -LATE_MS) return { do: "play", after_ms: Math.max(0, after) };
  return { do: "seek", aim: notBefore(aim, nowMs + costMs + seekCostMs) };
}

const NUDGE_FROM_MS = 5;
const NUDGE_UP_TO_MS = 160; // beyond that it would take 8 s: the server asks for a seek instead
// A third of a semitone for a second: hardly heard. With the pitch preserved it would not be heard at all, but then
// Chromium loses another 22 ms at each change of the rate (measured), and the nudge would not mend anything.
const NUDGE_SHARE = 0.02;

/**
 * The rate, and for how long, that mends an error (positive: we are ahead); null when there is nothing to mend.
 * @param {number} errorMs
 * @returns {{rate: number, for_ms: number} | null}
 */
export function nudge(errorMs) {
  const size = Math.abs(errorMs);
  if (size < NUDGE_FROM_MS || size > NUDGE_UP_TO_MS) return null;
  return { rate: errorMs > 0 ? 1 - NUDGE_SHARE : 1 + NUDGE_SHARE, for_ms: size / NUDGE_SHARE };
}
