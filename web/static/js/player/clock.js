// The server's clock as seen from here: performance.now() plus an offset, from the quickest of several probes.

/** @typedef {{offset_ms: number, rtt_ms: number, at_ms: number}} Estimate  at_ms: local, when it was made */

/**
 * One question and answer. The server read its clock somewhere between the two, so half the round trip bounds the error.
 * @param {number} sentMs @param {number} receivedMs @param {number} serverMs
 * @returns {Estimate}
 */
export function estimate(sentMs, receivedMs, serverMs) {
  return { offset_ms: serverMs - (sentMs + receivedMs) / 2, rtt_ms: receivedMs - sentMs, at_ms: receivedMs };
}

/** @param {Estimate[]} estimates  at least one */
export function quickest(estimates) {
  return estimates.reduce((best, next) => (next.rtt_ms < best.rtt_ms ? next : best));
}

// Two quartz clocks drift apart by up to 100 ppm: 6 ms in a minute, and an old good probe is worth less each second.
const DRIFT = 1e-4;

/** How far off it may be by now. @param {Estimate} held @param {number} nowMs */
export function bound(held, nowMs) {
  return held.rtt_ms / 2 + (nowMs - held.at_ms) * DRIFT;
}

/**
 * The better of what we hold and what was just measured; a step of the clock (the machine slept) always wins.
 * @param {Estimate | null} held @param {Estimate} fresh
 */
export function refine(held, fresh) {
  if (held === null) return fresh;
  const stepped = Math.abs(held.offset_ms - fresh.offset_ms) > bound(held, fresh.at_ms) + fresh.rtt_ms / 2 + 1;
  return stepped || bound(fresh, fresh.at_ms) <= bound(held, fresh.at_ms) ? fresh : held;
}

const BURST = 6;
const GOOD_MS = 4;
const SOON_MS = 3_000; // while every answer was slow: the machine was busy, as it is when a page begins
const REPEAT_MS = 60_000;

export class ServerClock {
  /** @type {Estimate | null} */
  #held = null;
  #timer = 0;
  #turn = 0;
  #local;
  #ask;

  /** @param {{ask: () => Promise<number>, local?: () => number}} doors  ask: the server's now_ms */
  constructor({ ask, local = () => performance.now() }) {
    this.#ask = ask;
    this.#local = local;
  }

  /** Server time now, in ms with a fraction. Before the first probe it is the local time. */
  now() {
    return this.#local() + (this.#held?.offset_ms ?? 0);
  }

  get isKnown() {
    return this.#held !== null;
  }

  /** How far off `now()` may be, in ms. */
  get errorMs() {
    return this.#held ? bound(this.#held, this.#local()) : Infinity;
  }

  /** Measures now and every minute, sooner while that is not good yet; resolves after the first burst (also when it failed). */
  async start() {
    this.stop();
    const turn = this.#turn;
    await this.measure();
    if (turn === this.#turn) this.#timer = setTimeout(() => void this.start(), this.errorMs > GOOD_MS ? SOON_MS : REPEAT_MS);
  }

  stop() {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }

  /** A burst, one probe after the other, so that they do not queue behind each other. */
  async measure() {
    /** @type {Estimate[]} */
    const estimates = [];
    for (let probe = 0; probe < BURST; probe++) {
      try {
        const sent = this.#local();
        const server = await this.#ask();
        estimates.push(estimate(sent, this.#local(), server));
      } catch {
        break; // unreachable: keep what we hold, the next burst will tell
      }
    }
    if (estimates.length) this.#held = refine(this.#held, quickest(estimates));
  }
}
