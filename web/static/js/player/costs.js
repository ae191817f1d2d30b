// What starting and seeking cost this browser: the time from asking an element to hearing it. Learned, kept over visits.

const MOST_MS = 400; // beyond that it was the network, not the element
const LEAST_WEIGHT = 0.3; // a new observation's share: one outlier does no lasting harm
const GUESS_MS = 80; // Chromium on Linux; see evidence.js

/** @typedef {{ms: number, times: number}} Cost  what was seen, how often (so far as it still matters) */

/** The first observation counts fully, the second half, … @param {Cost} held @param {number} seenMs @returns {Cost} */
export function learn(held, seenMs) {
  if (!(seenMs >= 0 && seenMs <= MOST_MS)) return held;
  const times = held.times + 1;
  return { ms: held.ms + (seenMs - held.ms) * Math.max(LEAST_WEIGHT, 1 / times), times };
}

/** @param {unknown} kept @returns {Cost | null} */
function valid(kept) {
  const { ms, times } = /** @type {Cost} */ (kept ?? {});
  return ms >= 0 && ms <= MOST_MS && times > 0 ? { ms, times } : null;
}

export class Costs {
  /** @type {{start: Cost, seek: Cost}} */
  #held = { start: { ms: GUESS_MS, times: 0 }, seek: { ms: GUESS_MS, times: 0 } };
  #store;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} store */
  constructor(store) {
    this.#store = store;
    try {
      const kept = JSON.parse(store?.getItem("segue.costs") ?? "{}");
      this.#held.start = valid(kept.start) ?? this.#held.start;
      this.#held.seek = valid(kept.seek) ?? this.#held.seek;
    } catch {
      // Forbidden or spoilt storage: the guesses will do until the first play.
    }
  }

  get startMs() {
    return this.#held.start.ms;
  }

  /** Until a seek was seen, what a start costs: both wait for the same sound device. */
  get seekMs() {
    return this.#held.seek.times ? this.#held.seek.ms : this.#held.start.ms;
  }

  /** @param {"start" | "seek"} what @param {number} seenMs */
  saw(what, seenMs) {
    this.#held[what] = learn(this.#held[what], seenMs);
    try {
      this.#store?.setItem("segue.costs", JSON.stringify(this.#held));
    } catch {
      // as above
    }
  }
}
