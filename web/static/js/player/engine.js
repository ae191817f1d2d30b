// Which slot plays: the current one, the next one kept ready behind it, and any that is still fading out.

import { silenceUrl } from "./silence.js";
import { Slot } from "./slot.js";

/** @typedef {import("./slot.js").Fact} Fact */
/** @typedef {{token: string, fact: Fact}} Told */

const LOOK_AHEAD_MS = 1500; // the end is scheduled when it is this near: a nearer look is a better estimate

export class Engine {
  canMix = false;
  #slots;
  #timers;
  #costs;
  #hear;
  /** @type {Slot | null} */
  #current = null;
  /** @type {Slot | null} */
  #next = null;
  #nextStarted = false;
  #volume = 1;
  #cancelHandover = () => {};
  /** @type {string | null} */
  #silence = null;

  /**
   * @param {{
   *   elements: HTMLAudioElement[],
   *   now: () => number,
   *   timers: import("./timers.js").Timers,
   *   costs: import("./costs.js").Costs,
   *   hear: (token: string, fact: Fact) => void,
   * }} doors  elements: three, so that one may fade while one plays and one waits
   */
  constructor({ elements, now, timers, costs, hear }) {
    this.#timers = timers;
    this.#costs = costs;
    this.#hear = hear;
    const tell = (/** @type {Slot} */ slot, /** @type {Fact} */ fact) => this.#heard(slot, fact);
    this.#slots = elements.map((element) => new Slot(element, { now, timers, costs, tell }));
  }

  /** The slot that people hear or are about to hear. */
  get current() {
    return this.#current;
  }

  /** @param {Api.Media} media */
  load(media) {
    this.#cancelHandover();
    this.#next?.clear();
    this.#current?.clear();
    this.#next = null;
    this.#current = this.#free();
    this.#current.load(media);
  }

  /** Kept ready, to begin the moment the current one ends; null: nothing follows. @param {Api.Media | null} media */
  preload(media) {
    if (!this.#current) return;
    this.#cancelHandover();
    this.#next?.clear();
    this.#next = null;
    if (!media) return;
    this.#next = this.#free();
    this.#nextStarted = false;
    this.#next.load({ ...media, playing: false });
    this.#watchEnd();
  }

  /** @param {string} token */
  play(token) {
    if (this.#current?.token === token) this.#current.begin(null);
  }

  /** @param {string} token */
  pause(token) {
    if (this.#current?.token !== token) return;
    this.#takeBackNext();
    this.#current.pause();
  }

  /** @param {string} token @param {number} positionMs @param {number | null} atMs */
  seek(token, positionMs, atMs) {
    if (this.#current?.token !== token) return;
    this.#takeBackNext();
    this.#current.seek(positionMs, atMs);
  }

  /** What is heard and what follows, faster or slower. @param {string} token @param {number} rate */
  setRate(token, rate) {
    if (this.#current?.token !== token) return;
    this.#current.setRate(rate);
    this.#next?.setRate(rate);
    this.#watchEnd();
  }

  /** What was loaded hushed is heard from now on, or from `late` ms ago. @param {string} token @param {number} ms @param {number} [late] */
  swell(token, ms, late) {
    if (this.#current?.token === token) this.#current.loudness.swell(ms, late);
  }

  /** @param {string} token @param {number} fadeMs @param {number} [late] */
  stop(token, fadeMs, late) {
    if (this.#next?.token === token) {
      this.#next.stop(0);
      this.#next = null;
    }
    if (this.#current?.token !== token) return;
    this.#cancelHandover();
    this.#next?.clear();
    this.#next = null;
    const leaving = this.#current;
    this.#current = null;
    leaving.stop(fadeMs, late);
  }

  /** Everything silent at once, as if nothing had ever been loaded. */
  reset() {
    this.#cancelHandover();
    this.#slots.forEach((slot) => slot.clear());
    this.#current = null;
    this.#next = null;
  }

  /** @param {number} percent */
  setVolume(percent) {
    this.#volume = percent / 100;
    this.#slots.forEach((slot) => slot.loudness.set(this.#volume));
  }

  /** Inside a tap. Answers whether no further tap is needed. */
  unlock() {
    this.#silence ??= silenceUrl();
    this.#slots.forEach((slot) => slot.unlock(/** @type {string} */ (this.#silence)));
    return navigator.userActivation?.hasBeenActive ?? true; // browsers count only some kinds of taps
  }

  // -- private ----------------------------------------------------------------------------------

  #free() {
    const slot = this.#slots.find((each) => each.state === "empty") ?? this.#leaving();
    slot.clear();
    slot.loudness.set(this.#volume);
    return slot;
  }

  #leaving() {
    const slot = this.#slots.find((each) => each !== this.#current && each !== this.#next);
    if (!slot) throw new Error("three slots, of which at most two are in use");
    return slot;
  }

  /** @param {Slot} slot @param {Fact} fact */
  #heard(slot, fact) {
    if (slot === this.#next) return this.#heardNext(slot, fact);
    if (slot === this.#current && fact.what === "playing") this.#watchEnd();
    this.#pass(slot, fact);
    if (slot === this.#current && fact.what === "ended") this.#handOver();
  }

  /** A slot that waits says nothing but that it cannot: what it plays early is told once it is the current one.
   * @param {Slot} slot @param {Fact} fact */
  #heardNext(slot, fact) {
    if (fact.what === "ready") this.#watchEnd();
    if (fact.what !== "failed") return;
    this.#next = null;
    this.#pass(slot, fact);
    slot.clear();
  }

  /** @param {Slot} slot @param {Fact} fact */
  #pass(slot, fact) {
    if (slot.token !== null) this.#hear(slot.token, fact);
  }

  /** Starts the next one a start's cost before the end, so that the one stops as the other begins to sound. */
  #watchEnd() {
    this.#cancelHandover();
    const [current, next] = [this.#current, this.#next];
    if (!next || !current || current.state !== "sounding" || !Number.isFinite(current.durationMs)) return;
    const left = (current.durationMs - current.sample().position_ms) / (current.media?.rate ?? 1);
    const wait = left > LOOK_AHEAD_MS ? left - LOOK_AHEAD_MS / 2 : left - this.#costs.startMs;
    this.#cancelHandover = this.#timers.after(wait, () => {
      if (left > LOOK_AHEAD_MS) return this.#watchEnd();
      if (next.state !== "ready" || next !== this.#next) return;
      this.#nextStarted = true;
      next.begin(null);
    });
  }

  #takeBackNext() {
    this.#cancelHandover();
    if (!this.#next || !this.#nextStarted) return;
    this.#nextStarted = false;
    const media = this.#next.media;
    if (media) this.#next.load({ ...media, playing: false });
  }

  #handOver() {
    if (!this.#next) return;
    this.#cancelHandover();
    this.#current?.clear();
    this.#current = this.#next;
    this.#next = null;
    if (this.#current.state === "sounding") this.#pass(this.#current, { what: "playing", ...this.#current.sample() });
    else if (!this.#nextStarted) this.#current.begin(null);
    this.#nextStarted = false;
  }
}
