// Follows a run by ear: tells when it begins to be heard, where it is now and then, and when it is over.

/** @typedef {import("./run.js").Run} Run */
/** @typedef {{began: () => void, passed: (sample: number) => void, playing: (at: {position_ms: number, at_ms: number}) => void, over: (run: Run, atMs: number) => void, lost: () => void}} Hear */

const TICK_MS = 250; // how often it is looked whether all is as it should be …
const FINEST_MS = 4; // … and how closely when something is about to happen
const REPEAT_MS = 5000;
const WORTH_TELLING_MS = 3; // the sound device got another delay

export class Listening {
  #desk;
  #waits;
  #now;
  #hear;
  #isHeard = false;
  #told = { lead_ms: NaN, at_ms: 0 };

  /** @param {import("./desk.js").Desk} desk @param {import("../waits.js").Waits} waits  whoever cancels them ends it @param {() => number} now @param {Hear} hear */
  constructor(desk, waits, now, hear) {
    this.#desk = desk;
    this.#waits = waits;
    this.#now = now;
    this.#hear = hear;
  }

  /** @param {Run} run */
  follow(run) {
    this.#isHeard = false;
    this.#look(run);
  }

  /** Which sample of a run is heard just now, in ms, and the server time. @param {Run} run */
  sample(run) {
    const at = Math.round(this.#now());
    return { position_ms: Math.round((run.sampleAt(this.#desk.frameAt(at)) * 1000) / this.#desk.rate), at_ms: at };
  }

  /** @param {Run} run */
  #look(run) {
    this.#desk.clock.look();
    const heard = this.#desk.frameAt(this.#now());
    if (this.#isHeard && !this.#desk.isRunning) return this.#hear.lost();
    if (!this.#isHeard && heard >= run.frame) {
      this.#isHeard = true;
      this.#hear.began();
      this.#tell(run);
    }
    const end = run.frameOf(run.end);
    if (this.#isHeard) {
      this.#hear.passed(run.sampleAt(heard));
      if (heard >= end) return this.#hear.over(run, Math.round(this.#desk.heardAt(end)));
      this.#retell(run);
    }
    const left = this.#desk.heardAt(this.#isHeard ? run.frameOf(run.end) : run.frame) - this.#now();
    this.#waits.after(Math.max(FINEST_MS, Math.min(TICK_MS, left)), () => this.#look(run));
  }

  /** @param {Run} run */
  #retell(run) {
    const { position_ms, at_ms } = this.sample(run);
    const moved = Math.abs(position_ms - at_ms - this.#told.lead_ms) >= WORTH_TELLING_MS;
    if (moved || at_ms - this.#told.at_ms >= REPEAT_MS) this.#tell(run);
  }

  /** @param {Run} run */
  #tell(run) {
    const at = this.sample(run);
    this.#told = { lead_ms: at.position_ms - at.at_ms, at_ms: at.at_ms };
    this.#hear.playing(at);
  }
}
