// What was read of a stream ahead of its playing: from where it is wanted on, without holes, up to a bound.

import { Unreadable } from "./source.js";
import { pieceFrom } from "./wave.js";

/** @typedef {import("./wave.js").Piece} Piece */

const MOST_S = 15; // two such streams at 96 kHz are 23 MB

export class Ahead {
  #source;
  #hear;
  /** @type {Piece[]} */
  #pieces = [];
  #from;
  #reading = new AbortController();
  #isReading = false;
  /** Why nothing more will come. @type {string | null} */
  broken = null;

  /** @param {import("./source.js").Source} source @param {number} from @param {(piece: Piece | null) => void} hear  null: it broke */
  constructor(source, from, hear) {
    this.#source = source;
    this.#from = from;
    this.#hear = hear;
    void this.#read();
  }

  /** Up to here everything is there. */
  get end() {
    const last = this.#pieces.at(-1);
    return last ? last.from + last.frames : this.#from;
  }

  get isWhole() {
    return this.#source.total !== null && this.end >= this.#source.total;
  }

  /** What is there, from where it is wanted on. */
  get pieces() {
    return this.#pieces.map((piece) => pieceFrom(piece, this.#from)).filter((piece) => piece.frames > 0);
  }

  /** It is wanted from there on: what lies before is forgotten, what is missing is read. @param {number} sample */
  want(sample) {
    const isHeld = sample >= this.#from && sample <= this.end;
    this.#from = sample;
    this.#pieces = isHeld ? this.#pieces.filter((piece) => piece.from + piece.frames > sample) : [];
    if (!isHeld) {
      this.#reading.abort();
      this.#reading = new AbortController();
      this.#isReading = false;
      this.broken = null;
    }
    void this.#read();
  }

  close() {
    this.#reading.abort();
    this.#pieces = [];
  }

  async #read() {
    if (this.#isReading || this.broken !== null) return;
    const { signal } = this.#reading;
    this.#isReading = true;
    try {
      while (!signal.aborted && !this.isWhole && this.end - this.#from < MOST_S * this.#source.shape.rate_hz) {
        const piece = await this.#source.read(this.end, signal);
        if (signal.aborted) return;
        if (piece.frames === 0 && !this.isWhole) throw new Unreadable("the stream ended early");
        this.#pieces.push(piece);
        this.#hear(piece);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.broken = error instanceof Unreadable ? error.message : "the stream could not be read";
      this.#hear(null);
    } finally {
      if (!signal.aborted) this.#isReading = false;
    }
  }
}
