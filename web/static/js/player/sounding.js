// Watches an element from the moment it is asked to play: tells when it truly sounds and where, again and again,
// learns what the start cost, and mends a start that missed its aim.

import { nudge, positionAt } from "./aim.js";
import { Evidence } from "./evidence.js";

/** @typedef {import("./aim.js").Aim} Aim */
/** @typedef {"start" | "seek" | null} Cost  what a start can teach */

const LOOK_MS = 6; // how often a starting element is asked whether it sounds yet
const SETTLED_MS = 250; // by then its clock has settled on any sound device; what was told before is checked
const WORTH_TELLING_MS = 5;
const REPEAT_MS = 5000;

export class Sounding {
  #element;
  #waits;
  #doors;
  #began;
  #tell;
  rate = 1; // so much of the track goes by in a second
  #expecting = false;
  #evidence = new Evidence(0, 0);
  #asked = { at_ms: 0, position_ms: 0, cost: /** @type {Cost} */ (null) };
  /** @type {Aim | null} */
  #aim = null;

  /**
   * @param {HTMLAudioElement} element @param {import("./waits.js").Waits} waits  the slot's: whoever cancels them ends the watching
   * @param {{now: () => number, costs: import("./costs.js").Costs}} doors
   * @param {() => void} began  it sounds, said before the first telling @param {() => void} tell  where it is
   */
  constructor(element, waits, doors, began, tell) {
    this.#element = element;
    this.#waits = waits;
    this.#doors = doors;
    this.#began = began;
    this.#tell = tell;
  }

  /** It was asked just now to sound from there on. @param {number} positionMs @param {Cost} cost @param {Aim | null} aim */
  expect(positionMs, cost, aim) {
    const at = this.#doors.now();
    this.#expecting = true;
    this.#asked = { at_ms: at, position_ms: positionMs, cost };
    this.#evidence = new Evidence(positionMs / this.rate, at);
    this.#aim = aim;
    this.#watch();
  }

  /** It no longer has to. */
  forget() {
    this.#expecting = false;
    this.#element.playbackRate = this.rate;
  }

  /** It plays so fast from now on, the pitch as it was. @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    this.#element.preservesPitch = rate !== 1; // see aim.js
    this.#element.defaultPlaybackRate = this.#element.playbackRate = rate;
    this.#evidence = new Evidence((this.#element.currentTime * 1000) / rate, this.#doors.now());
  }

  /** Is it heard? Called on a timer, and on the element's own events, which come in hidden tabs too. */
  listen() {
    if (!this.#expecting || this.#element.paused || this.#element.seeking) return;
    const now = this.#doors.now();
    const position = this.#element.currentTime * 1000;
    if (!this.#evidence.add(position / this.rate, now)) return;
    this.#expecting = false;
    this.#waits.cancel();
    this.#began();
    this.#tell();
    const { at_ms, position_ms, cost } = this.#asked;
    if (cost) this.#doors.costs.saw(cost, now - (position - position_ms) / this.rate - at_ms);
    if (this.#aim) this.#mend(position - positionAt(this.#aim, now));
    this.#waits.after(SETTLED_MS, () => this.#check(position / this.rate - now));
    this.#waits.after(REPEAT_MS, () => this.#repeat());
  }

  #watch() {
    this.listen();
    if (this.#expecting) this.#waits.after(LOOK_MS, () => this.#watch());
  }

  /** Ahead of its aim (or behind): runs slower (or faster) until it is there. @param {number} errorMs */
  #mend(errorMs) {
    const mend = nudge(errorMs);
    if (!mend || this.rate !== 1) return;
    this.#element.playbackRate = mend.rate;
    this.#waits.after(mend.for_ms, () => {
      this.#element.playbackRate = this.rate;
      this.#tell();
    });
  }

  /** @param {number} lead  position (in time) minus time when it was first told */
  #check(lead) {
    const now = (this.#element.currentTime * 1000) / this.rate - this.#doors.now();
    if (this.#element.playbackRate === this.rate && Math.abs(now - lead) >= WORTH_TELLING_MS) this.#tell();
  }

  #repeat() {
    this.#tell();
    this.#waits.after(REPEAT_MS, () => this.#repeat());
  }
}
