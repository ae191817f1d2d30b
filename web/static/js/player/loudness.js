// How loud one element is: the device's volume, times what levels the track, times a fade.

const STEP_MS = 20;

export class Loudness {
  #element;
  #waits;
  #now;
  #volume = 1;
  #fade = 1;
  #level = 1;

  /** @param {HTMLAudioElement} element @param {import("./waits.js").Waits} waits @param {() => number} now */
  constructor(element, waits, now) {
    this.#element = element;
    this.#waits = waits;
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
    this.#fade = 1;
    this.#apply();
  }

  /** Down to silence within `ms`, then `then`. @param {number} ms @param {() => void} then */
  fadeOut(ms, then) {
    const began = this.#now();
    const step = () => {
      this.#fade = Math.max(0, 1 - (this.#now() - began) / Math.max(1, ms));
      this.#apply();
      if (this.#fade > 0) this.#waits.after(STEP_MS, step);
      else then();
    };
    step();
  }

  #apply() {
    // Loudness is heard roughly by the square of the amplitude: half way on the slider then sounds half as loud.
    this.#element.volume = Math.min(1, this.#volume ** 2 * this.#level * this.#fade);
  }
}
