// How loud one element is: the device's volume, times what levels the track, times a fade of equal power.

import { Waits } from "./waits.js";

const STEP_MS = 20;

export class Loudness {
  #element;
  #waits; // its own: a fade goes on whatever becomes of the sound
  #now;
  #volume = 1;
  #fade = 1;
  #level = 1;
  isHushed = false;

  /** @param {HTMLAudioElement} element @param {{now: () => number, timers: import("./timers.js").Timers}} doors */
  constructor(element, { now, timers }) {
    this.#element = element;
    this.#waits = new Waits(timers);
    this.#now = now;
  }

  /** @param {number} volume 0…1 */
  set(volume) {
    this.#volume = volume;
    this.#apply();
  }

  /** Every track as loud as the others. @param {number} [db]  to add; an element cannot go beyond full */
  level(db = 0) {
    this.#level = 10 ** (db / 20);
    this.#apply();
  }

  full() {
    this.#waits.cancel();
    this.isHushed = false;
    this.#fade = 1;
    this.#apply();
  }

  /** Not to be heard before swell(). */
  hush() {
    this.full();
    this.isHushed = true;
    this.#fade = 0;
    this.#apply();
  }

  /** What is hushed is heard: it rises within `ms`. @param {number} ms @param {number} [late]  so long ago it should have begun */
  swell(ms, late) {
    if (this.isHushed) this.#turn(ms, late, Math.sin);
  }

  /** Down to silence within `ms`, then `then`. @param {number} ms @param {number | undefined} late @param {() => void} then */
  fadeOut(ms, late, then) {
    const from = this.#fade;
    this.#turn(ms, late, (angle) => from * Math.cos(angle), then);
  }

  /**
   * A quarter of a circle: two that cross are as loud as one. The other one does not wait for what is late.
   * @param {number} ms @param {number | undefined} late @param {(angle: number) => number} gain @param {() => void} [then]
   */
  #turn(ms, late = 0, gain, then) {
    const began = this.#now() - late;
    this.#waits.cancel();
    this.isHushed = false;
    const step = () => {
      const share = ms > 0 ? Math.min(1, (this.#now() - began) / ms) : 1;
      this.#fade = gain((share * Math.PI) / 2);
      this.#apply();
      if (share < 1) this.#waits.after(STEP_MS, step);
      else then?.();
    };
    step();
  }

  #apply() {
    // Loudness is heard roughly by the square of the amplitude: half way on the slider then sounds half as loud.
    this.#element.volume = Math.min(1, this.#volume ** 2 * this.#level * this.#fade);
  }
}

/** Whether the page has a say in how loud it is. On iOS only the person has: a volume that was set is taken back a moment later. */
export async function isObeyed() {
  const element = new Audio();
  element.volume = 0.5;
  await new Promise((done) => setTimeout(done, 50));
  return element.volume === 0.5;
}
