// A short sound over the music: an element of its own sounds, the music is softer meanwhile and never stops.

const LOW = 10 ** (-14 / 20); // as devices/model.py has it
const DOWN_MS = 300;
const UP_MS = 600;
const STEP_MS = 20;

export class Overlay {
  #device;
  #element;
  /** @type {string | null} */
  #token = null;
  #gain = 1;
  #ramp = 0;

  /** @param {import("./device.js").Device} device @param {HTMLAudioElement} [element] */
  constructor(device, element = new Audio()) {
    this.#device = device;
    this.#element = element;
    element.preload = "auto";
    element.addEventListener("playing", () => this.#tell("playing"));
    element.addEventListener("ended", () => this.#end("ended"));
    element.addEventListener("error", () => this.#end("failed", element.error?.message));
  }

  /** The music goes down first; then this is heard. @param {Api.DeviceCommand} command */
  lay({ media, percent }) {
    if (!media) return;
    this.#end("stopped");
    const { token, url } = media;
    this.#token = token;
    this.#element.src = url;
    this.#element.volume = Math.min(1, ((percent ?? this.#device.volume) / 100) ** 2);
    this.#turn(LOW, DOWN_MS, () => this.#element.play().catch((error) => this.#token === token && this.#end("failed", error.message)));
  }

  /** @param {string} token */
  stop(token) {
    if (token === this.#token) this.#end("stopped");
  }

  // -- private ----------------------------------------------------------------------------------

  /** Nothing if nothing is laid over. @param {"ended" | "failed" | "stopped"} what @param {string} [reason] */
  #end(what, reason) {
    if (this.#token === null) return;
    this.#tell(what, reason || "the browser could not play it");
    this.#token = null;
    this.#element.pause();
    this.#turn(1, UP_MS);
  }

  /** @param {import("./slot.js").Fact["what"]} what @param {string} [reason] */
  #tell(what, reason) {
    const position_ms = Math.round(this.#element.currentTime * 1000);
    if (this.#token !== null) this.#device.hear(this.#token, { what, position_ms, at_ms: Math.round(this.#device.now()), reason });
  }

  /** @param {number} to @param {number} ms @param {() => void} [then] */
  #turn(to, ms, then = () => {}) {
    const [from, began] = [this.#gain, performance.now()];
    clearInterval(this.#ramp);
    this.#ramp = setInterval(() => {
      const part = Math.min(1, (performance.now() - began) / ms);
      this.#gain = from + (to - from) * part;
      this.#device.duck(Math.sqrt(this.#gain)); // volumes are squared: see loudness.js
      if (part < 1) return;
      clearInterval(this.#ramp);
      then();
    }, STEP_MS);
  }
}
