// How loud one voice is beside the others: what levels its track, times a fade; ramps end on frames.

export class Fader {
  #desk;
  #fade;
  #level;

  /** @param {import("./desk.js").Desk} desk @param {number} levelDb  to add; more than full is no harm, the server leaves peaks their room */
  constructor(desk, levelDb) {
    this.#desk = desk;
    this.#fade = desk.context.createGain();
    this.#level = desk.context.createGain();
    this.#level.gain.value = 10 ** (levelDb / 20);
    this.#fade.connect(this.#level).connect(desk.input);
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

  /** Down to silence from now on. @param {number} ms */
  fallNow(ms) {
    const { currentTime } = this.#desk.context;
    this.#begin(this.#fade.gain.value, currentTime).linearRampToValueAtTime(0, currentTime + ms / 1000);
  }

  /** Nothing of it is heard any more. */
  close() {
    this.#level.disconnect();
  }

  /** @param {number} gain @param {number} time */
  #begin(gain, time) {
    this.#fade.gain.cancelScheduledValues(0);
    return this.#fade.gain.setValueAtTime(gain, time);
  }
}
