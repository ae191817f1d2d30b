// When a context's samples are heard: its own time against the page's, from what it says of its output.
//
// Chromium's getOutputTimestamp() is good to ±0.15 ms once it has settled, 20–40 ms after the context began to run;
// what it says before is off by tens of milliseconds (measured at 8–192 kHz). So looks must agree before they count.

const AGREEING = 3;
const AGREE_MS = 1;

export class SoundClock {
  #context;
  #local;
  /** @type {{context: number, lead_ms: number}[]}  the last looks */
  #looks = [];
  /** @type {number | null}  context time minus the page's, in ms */
  #lead = null;

  /** @param {BaseAudioContext & Partial<AudioContext>} context @param {() => number} [local]  the page's clock, as in performance.now() */
  constructor(context, local = () => performance.now()) {
    this.#context = context;
    this.#local = local;
  }

  get isSettled() {
    return this.#lead !== null;
  }

  /** The context stood still: what was known of it holds no longer. */
  forget() {
    this.#looks = [];
    this.#lead = null;
  }

  /** Another look. Answers whether the clock can be believed. */
  look() {
    const { contextTime = 0, performanceTime = 0 } = this.#context.getOutputTimestamp?.() ?? {};
    if (!(contextTime > 0 && performanceTime > 0) || this.#looks.at(-1)?.context === contextTime) return this.isSettled;
    this.#looks = [...this.#looks, { context: contextTime, lead_ms: contextTime * 1000 - performanceTime }].slice(-AGREEING);
    const leads = this.#looks.map((look) => look.lead_ms).sort((one, other) => one - other);
    if (leads.length === AGREEING && leads[AGREEING - 1] - leads[0] <= AGREE_MS) this.#lead = leads[AGREEING >> 1];
    return this.isSettled;
  }

  /** The context time, in s, of what is heard at a time of the page. @param {number} localMs */
  heardAt(localMs) {
    return (localMs + this.#leadMs()) / 1000;
  }

  /** When, by the page's clock, a context time is heard. @param {number} time */
  whenHeard(time) {
    return time * 1000 - this.#leadMs();
  }

  /** While it is unsettled, or where a browser does not say: what it renders, minus what it says that takes. */
  #leadMs() {
    if (this.#lead !== null) return this.#lead;
    const { currentTime, outputLatency, baseLatency } = this.#context;
    return (currentTime - (outputLatency || baseLatency || 0)) * 1000 - this.#local();
  }
}
