// One unbroken stretch of a stream on a desk: its samples lie on consecutive frames, however they came in.

import { pieceFrom } from "./wave.js";

const SOFT_S = 0.004; // where music is cut or taken up in the middle, so that it does not click

export class Run {
  #desk;
  #edge; // softens beginnings and cuts
  /** @type {Set<AudioBufferSourceNode>} */
  #nodes = new Set();
  #isCut = false;

  /**
   * @param {import("./desk.js").Desk} desk @param {AudioNode} output
   * @param {number} from  the sample that shall sound … @param {number} frame  … at this frame
   */
  constructor(desk, output, from, frame) {
    this.#desk = desk;
    this.from = from;
    this.frame = frame;
    this.end = from;
    this.#edge = desk.context.createGain();
    this.#edge.connect(output);
    if (from > 0) {
      this.#edge.gain.setValueAtTime(0, desk.time(frame));
      this.#edge.gain.linearRampToValueAtTime(1, desk.time(frame) + SOFT_S);
    }
  }

  /** The frame at which a sample sounds. @param {number} sample */
  frameOf(sample) {
    return this.frame + sample - this.from;
  }

  /** The sample that sounds at a frame: the first before it begins, the last after it ran dry. @param {number} frame */
  sampleAt(frame) {
    return Math.min(this.end, Math.max(this.from, this.from + frame - this.frame));
  }

  /** Lays the piece where it belongs. False: it came too late for that, or for the one before it. @param {import("./wave.js").Piece} piece */
  add(piece) {
    const rest = pieceFrom(piece, this.end);
    if (rest.frames <= 0) return true;
    const frame = this.frameOf(rest.from);
    if (rest.from > this.end || !this.#desk.isToCome(frame)) return false;
    const { context, rate } = this.#desk;
    const buffer = context.createBuffer(rest.channels.length, rest.frames, rate);
    rest.channels.forEach((samples, channel) => buffer.copyToChannel(/** @type {Float32Array<ArrayBuffer>} */ (samples), channel));
    const node = context.createBufferSource();
    node.buffer = buffer;
    node.connect(this.#edge);
    node.onended = () => this.#forget(node);
    this.#nodes.add(node);
    node.start(this.#desk.time(frame));
    if (!this.#desk.isToCome(frame)) {
      node.stop(); // this thread was held up: it may have begun late
      return false;
    }
    this.end = rest.from + rest.frames;
    return true;
  }

  /** Silent from a frame on, which it answers; a later cut takes the place of an earlier one. @param {number} [frame]  as soon as possible */
  cut(frame = 0) {
    const { context } = this.#desk;
    const at = Math.max(this.#desk.time(frame), context.currentTime + SOFT_S);
    const { gain } = this.#edge;
    gain.cancelScheduledValues(0);
    gain.setValueAtTime(1, at - SOFT_S);
    gain.linearRampToValueAtTime(0, at);
    this.#nodes.forEach((node) => node.stop(at));
    this.#isCut = true;
    return Math.round(at * this.#desk.rate);
  }

  /** @param {AudioBufferSourceNode} node */
  #forget(node) {
    node.disconnect();
    this.#nodes.delete(node);
    if (this.#isCut && !this.#nodes.size) this.#edge.disconnect();
  }
}
