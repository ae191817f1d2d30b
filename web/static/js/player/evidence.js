// Whether an element truly sounds, from what it says of its position; pure.
//
// Right after play() or a seek Chromium's position runs on for one audio buffer (20 ms), stands still until the sound
// device has caught up (until 70–110 ms after play(), another time each time), and only then runs with the sound:
//
//   ms since play()     8    25    50    75   100   125   150
//   position            5    22    22    22    29    54    79
//
// A position taken before the standstill is up to 90 ms ahead of what is heard.

const RUN_MS = 22; // it must have run evenly this long …
const PAST_MS = 30; // … and further than the first, false run goes

export class Evidence {
  #from;
  #last;
  #ranMs = 0;

  /** @param {number} positionMs  where it was told to begin @param {number} atMs */
  constructor(positionMs, atMs) {
    this.#from = positionMs;
    this.#last = { position_ms: positionMs, at_ms: atMs };
  }

  /** Another look. Answers whether it sounds by now. @param {number} positionMs @param {number} atMs */
  add(positionMs, atMs) {
    const moved = positionMs - this.#last.position_ms;
    const passed = atMs - this.#last.at_ms;
    if (passed < 1) return false;
    const even = moved > passed * 0.7 - 1 && moved < passed * 1.3 + 1;
    this.#ranMs = even ? this.#ranMs + passed : 0;
    this.#last = { position_ms: positionMs, at_ms: atMs };
    return this.#ranMs >= RUN_MS && positionMs - this.#from >= PAST_MS;
  }
}
