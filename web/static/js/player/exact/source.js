// One stream of plain samples, fetched piece by piece; a network that stumbles is asked again for a while.

import { pieceEnd, pieceOf, rangeOf, totalOf } from "./wave.js";

/** @typedef {import("./wave.js").Piece} Piece */

const PATIENCE_MS = 20_000; // about what lies ahead in the buffer: until then nobody notices
const ANSWER_MS = 10_000;
const WAITS_MS = [200, 500, 1000, 2000];

/** The stream cannot be had; `message` is for people. */
export class Unreadable extends Error {}

export class Source {
  #url;
  #doors;
  /** Of the whole stream, in samples; null before the first answer. @type {number | null} */
  total = null;

  /**
   * @param {string} url @param {Api.Samples} shape
   * @param {{now: () => number, timers: import("../timers.js").Timers, fetch: typeof fetch}} doors
   */
  constructor(url, shape, doors) {
    this.#url = url;
    this.shape = shape;
    this.#doors = doors;
  }

  /**
   * The samples from there to the end of their piece; none at all beyond the end. Rejects with Unreadable, or when given up.
   * @param {number} from @param {AbortSignal} signal @returns {Promise<Piece>}
   */
  async read(from, signal) {
    const since = this.#doors.now();
    for (let attempt = 0; ; attempt++) {
      const got = await this.#try(from, signal);
      if (typeof got !== "string") return got;
      signal.throwIfAborted();
      const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)];
      if (this.#doors.now() + wait - since > PATIENCE_MS) throw new Unreadable(got);
      await this.#wait(wait, signal);
    }
  }

  /** The piece, or why it did not come this time. @param {number} from @param {AbortSignal} signal @returns {Promise<Piece | string>} */
  async #try(from, signal) {
    const limit = new AbortController();
    const end = () => limit.abort();
    const cancel = this.#doors.timers.after(ANSWER_MS, end);
    signal.addEventListener("abort", end);
    try {
      const answer = await this.#doors.fetch(this.#url, {
        headers: { Range: rangeOf(this.shape, from, pieceEnd(from)) },
        signal: limit.signal,
      });
      this.total = totalOf(this.shape, answer.headers.get("Content-Range")) ?? this.total;
      if (answer.status === 206) return pieceOf(await answer.arrayBuffer(), this.shape, from);
      if (answer.status === 416 && this.total !== null) return pieceOf(new ArrayBuffer(0), this.shape, from);
      if (answer.status < 500 && answer.status !== 429) throw new Unreadable(`the server does not give the stream (${answer.status})`);
      return `the server cannot give the stream now (${answer.status})`;
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      return "the connection to the server was lost";
    } finally {
      cancel();
      signal.removeEventListener("abort", end);
    }
  }

  /** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
  #wait(ms, signal) {
    return new Promise((done, given) => {
      const cancel = this.#doors.timers.after(ms, done);
      signal.addEventListener("abort", () => { cancel(); given(signal.reason); }, { once: true });
    });
  }
}
