// A context of one sample rate, so that nothing in it is ever resampled, with its volume and its clock. Frames are its samples.

import { SoundClock } from "./sound_clock.js";

const SOON_S = 0.02; // how far ahead to schedule: two of the blocks in which Chromium renders …
const LATEST_SOON_S = 0.32; // … or, on a machine that was held up longer than that, up to this
const BLOCK_FRAMES = 256; // may be in the making
const WAKE_MS = 1500;
const LOOK_MS = 8;
const IDLE_MS = 30_000; // then the sound device may sleep

export class Desk {
  #doors;
  #users = 0;
  #cancelRest = () => {};
  #soon = SOON_S;

  /** @param {AudioContext} context @param {{now: () => number, local: () => number, timers: import("../timers.js").Timers}} doors  now: the server's clock, local: the page's */
  constructor(context, doors) {
    this.context = context;
    this.rate = context.sampleRate;
    this.#doors = doors;
    this.clock = new SoundClock(context, doors.local);
    this.input = context.createGain();
    this.input.connect(context.destination);
    context.addEventListener("statechange", () => this.clock.forget());
  }

  get isRunning() {
    return this.context.state === "running";
  }

  /** The first frame that should be scheduled. */
  get soonest() {
    return Math.ceil((this.context.currentTime + this.#soon) * this.rate);
  }

  /** Whether what was scheduled for that frame by now will sound on it. @param {number} frame */
  isToCome(frame) {
    return frame > this.context.currentTime * this.rate + BLOCK_FRAMES;
  }

  /** That was too soon for this machine. */
  wasLate() {
    this.#soon = Math.min(LATEST_SOON_S, this.#soon * 2);
  }

  /** @param {number} frame  in s, for the context */
  time(frame) {
    return frame / this.rate;
  }

  /** The frame heard at a server time. @param {number} serverMs */
  frameAt(serverMs) {
    const { now, local } = this.#doors;
    return Math.round(this.clock.heardAt(serverMs - now() + local()) * this.rate);
  }

  /** The server time at which a frame is heard. @param {number} frame */
  heardAt(frame) {
    const { now, local } = this.#doors;
    return this.clock.whenHeard(frame / this.rate) + now() - local();
  }

  /** How much later than it is rendered a frame is heard. */
  get delayMs() {
    return Math.max(0, this.heardAt(this.context.currentTime * this.rate) - this.#doors.now());
  }

  /** @param {number} gain */
  setGain(gain) {
    this.input.gain.setTargetAtTime(gain, this.context.currentTime, 0.01);
  }

  /** Runs, and knows its time. False: the browser does not let it. @returns {Promise<boolean>} */
  async wake() {
    if (this.context.state === "closed") return false;
    if (!this.isRunning) void this.context.resume().catch(() => {});
    const until = this.#doors.local() + WAKE_MS;
    while (this.#doors.local() < until && !(this.isRunning && this.clock.look())) {
      await new Promise((/** @type {(value?: unknown) => void} */ done) => this.#doors.timers.after(LOOK_MS, done));
    }
    return this.isRunning;
  }

  /** Somebody will play here. */
  take() {
    this.#users += 1;
    this.#cancelRest();
  }

  release() {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#cancelRest = this.#doors.timers.after(IDLE_MS, () => void this.context.suspend().catch(() => {}));
  }
}

export class Desks {
  #open;
  #doors;
  /** @type {Map<number, Desk>} */
  #desks = new Map();
  #gain = 1;

  /** @param {(rate: number) => AudioContext} open @param {ConstructorParameters<typeof Desk>[1]} doors */
  constructor(open, doors) {
    this.#open = open;
    this.#doors = doors;
  }

  /** @param {number} rate */
  get(rate) {
    let desk = this.#desks.get(rate);
    if (!desk) {
      desk = new Desk(this.#open(rate), this.#doors);
      desk.input.gain.value = this.#gain;
      this.#desks.set(rate, desk);
    }
    return desk;
  }

  /** @param {number} gain */
  setGain(gain) {
    this.#gain = gain;
    this.#desks.forEach((desk) => desk.setGain(gain));
  }

  /** Inside a tap: whatever waits for one may run. */
  unlock() {
    this.#desks.forEach((desk) => desk.isRunning || void desk.context.resume().catch(() => {}));
  }
}
