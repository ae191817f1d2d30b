// What starting and seeking cost this browser: the time from asking an element to hearing it. Learned, kept over visits.

const MOST_MS = 400; // beyond that it was the network, not the element
const WEIGHT = 0.3; // a new observation's share: settles in a few plays, and one outlier does no lasting harm

/** @param {number} held @param {number} seen */
export function learn(held, seen) {
  if (!(seen >= 0 && seen <= MOST_MS)) return held;
  return held + (seen - held) * WEIGHT;
}

export class Costs {
  /** @type {{start_ms: number, seek_ms: number}} */
  #held = { start_ms: 80, seek_ms: 90 } /* Chromium on Linux; see evidence.js */;
  #store;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} store */
  constructor(store) {
    this.#store = store;
    try {
      const kept = JSON.parse(store?.getItem("segue.costs") ?? "{}");
      for (const name of /** @type {const} */ (["start_ms", "seek_ms"])) {
        if (kept[name] >= 0 && kept[name] <= MOST_MS) this.#held[name] = kept[name];
      }
    } catch {
      // Forbidden or spoilt storage: the defaults will do until the first play.
    }
  }

  get startMs() {
    return this.#held.start_ms;
  }

  get seekMs() {
    return this.#held.seek_ms;
  }

  /** @param {"start_ms" | "seek_ms"} what @param {number} seenMs */
  saw(what, seenMs) {
    this.#held[what] = learn(this.#held[what], seenMs);
    try {
      this.#store?.setItem("segue.costs", JSON.stringify(this.#held));
    } catch {
      // as above
    }
  }
}
