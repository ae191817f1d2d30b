// What the system sees of a page that plays through Web Audio: browsers show media keys and a lock screen only for a
// media element that plays. So a silent one plays along; the sound does not pass through it and is not delayed by it.

const LENGTH_S = 10; // Chromium counts nothing shorter than 5 s

export class Presence {
  #element;
  #silence;
  #interrupted;
  #isWanted = false;

  /** @param {HTMLAudioElement} element @param {(seconds: number) => string} silence  a URL @param {() => void} interrupted  the system stopped it */
  constructor(element, silence, interrupted) {
    this.#element = element;
    this.#silence = silence;
    this.#interrupted = interrupted;
    element.loop = true;
    element.addEventListener("pause", () => this.#isWanted && element.paused && this.#interrupted());
  }

  /** @param {boolean} plays  whether this page does */
  follow(plays) {
    if (plays === this.#isWanted) return;
    this.#isWanted = plays;
    if (plays) this.#play();
    else this.#element.pause();
  }

  /** Inside a tap: it may play later without one. */
  unlock() {
    if (this.#isWanted) this.#play();
  }

  #play() {
    if (!this.#element.src) this.#element.src = this.#silence(LENGTH_S);
    this.#element.play().catch(() => {}); // then there are no media keys; the music does not depend on it
  }
}
