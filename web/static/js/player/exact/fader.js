// How loud one voice is beside the others: what levels its track, times a fade; ramps end on frames.
//
// A fade between tracks and the rise of what was hushed may fall together: each has a gain of its own.

const POINTS = 65;
const LATEST = 0.9;

export class Fader {
  #desk;
  #fade;
  #level;
  #swell;
  isHushed = false;

  /** @param {import("./desk.js").Desk} desk @param {Api.Media} media  its level may be more than full: the server leaves peaks their room */
  constructor(desk, media) {
    this.#desk = desk;
    this.#fade = desk.context.createGain();
    this.#swell = desk.context.createGain();
    this.#level = desk.context.createGain();
    this.#level.gain.value = 10 ** ((media.level_db ?? 0) / 20);
    this.#fade.connect(this.#swell).connect(this.#level).connect(desk.input);
    if (media.is_hushed) this.hush();
  }

  get input() {
    return this.#fade;
  }

  full() {
    this.#begin(1, this.#desk.context.currentTime);
  }

  /** Up from silence, over so many frames. @param {number} frame @param {number} frames */
  rise(frame, frames) {
    if (frames <= 0) return this.full();
    this.#begin(0, this.#desk.time(frame)).linearRampToValueAtTime(1, this.#desk.time(frame + frames));
  }

  /** Down to silence at a frame, over so many. Two ramps that cross add up to full: no peak can be cut off. @param {number} frame @param {number} frames */
  fall(frame, frames) {
    this.#begin(1, this.#desk.time(frame - frames)).linearRampToValueAtTime(0, this.#desk.time(frame));
  }

  /** Down to silence from now on. @param {number} ms  more than 0 @param {number} [late]  so long ago it should have begun */
  fallNow(ms, late) {
    const { gain } = this.#fade;
    const from = gain.value;
    this.#turn(gain, (angle) => from * Math.cos(angle), ms, late);
  }

  /** Not to be heard before swell(). */
  hush() {
    this.isHushed = true;
    this.#swell.gain.value = 0;
  }

  /** What is hushed rises from now on. @param {number} ms @param {number} [late]  so long ago it should have begun */
  swell(ms, late) {
    if (this.isHushed) this.#turn(this.#swell.gain, Math.sin, Math.max(1, ms), late);
    this.isHushed = false;
  }

  /** Nothing of it is heard any more. */
  close() {
    this.#level.disconnect();
  }

  /**
   * A quarter of a circle: two that cross are as loud as one. What is done now is heard when the other one is on its
   * way already, so it begins there, softly.
   * @param {AudioParam} gain @param {(angle: number) => number} of @param {number} ms @param {number} [late]
   */
  #turn(gain, of, ms, late = 0) {
    const begin = Math.min(LATEST, (late + this.#desk.delayMs) / ms);
    const share = (/** @type {number} */ at) => begin + ((1 - begin) * at) / (POINTS - 1);
    const curve = Float32Array.from({ length: POINTS }, (_, at) => of(at ? (share(at) * Math.PI) / 2 : 0));
    gain.cancelScheduledValues(0);
    gain.setValueCurveAtTime(curve, this.#desk.context.currentTime, ((1 - begin) * ms) / 1000);
  }

  /** @param {number} gain @param {number} time */
  #begin(gain, time) {
    this.#fade.gain.cancelScheduledValues(0);
    return this.#fade.gain.setValueAtTime(gain, time);
  }
}
