// One media on a desk: reads ahead, sounds at exact frames, seeks, fades; tells what is truly heard.
//
//   loading ─enough read─► ready ─begin, join─► starting ─heard─► sounding ─┬─ runs dry, seeks ─► loading
//                            ▲                      │                       ├─ ends ────────────► ended
//                            └──────── pause ───────┴───────────────────────┘

import { Waits } from "../waits.js";
import { Ahead } from "./ahead.js";
import { Fader } from "./fader.js";
import { Listening } from "./listening.js";
import { Run } from "./run.js";
import { Source } from "./source.js";
import { msOf, sampleOf } from "./wave.js";

/** @typedef {import("../aim.js").Aim} Aim */
/** @typedef {import("../slot.js").Fact} Fact */
/** @typedef {"loading" | "ready" | "starting" | "sounding" | "ended"} State */
/** @typedef {{tell: (voice: Voice, fact: Fact) => void, moved: (voice: Voice) => void}} Hear  moved: when it will end is another time */
/** @typedef {Hear & {now: () => number, timers: import("../timers.js").Timers, fetch: typeof fetch}} Doors */

const ENOUGH_S = 0.4; // to begin with: less would run dry where the next piece takes a moment …
const UNHEARD_S = 1.5; // … where nobody waits for it: somebody else sounds meanwhile, and relies on it afterwards
const MOST_S = 4; // … and what a network that did not keep up is given
const CUT_MS = 100; // after which a cut is through
const SEEK_WAIT_S = 0.25; // so long the old place sounds on while the new one is fetched

export class Voice {
  /** @type {State} */
  state = "loading";
  wantsToPlay = false;
  #doors;
  #waits;
  #source;
  #ahead;
  #listening;
  /** @type {Run | null} */
  #run = null;
  /** @type {Run | null}  before a seek: sounds until the new place does */
  #former = null;
  /** @type {Aim | null} */
  #aim = null;
  #position; // the sample it stands at while nothing runs
  #enough;
  #isWaking = false;
  #isClosed = false;

  /** @param {Api.Media & {samples: Api.Samples}} media @param {import("./desk.js").Desk} desk @param {Doors} doors */
  constructor(media, desk, doors) {
    this.media = media;
    this.#enough = media.is_hushed ? UNHEARD_S : ENOUGH_S;
    this.desk = desk;
    this.#doors = doors;
    this.#waits = new Waits(doors.timers);
    this.#source = new Source(media.url, media.samples, doors);
    this.#position = sampleOf(media.start_ms, media.samples);
    this.fader = new Fader(desk, media);
    desk.take();
    this.#listening = new Listening(desk, this.#waits, doors.now, {
      began: () => (this.state = "sounding"),
      passed: (sample) => this.#ahead.want(sample),
      playing: (at) => this.#tell("playing", at),
      over: (run, atMs) => this.#over(run, atMs),
      lost: () => this.pause(), // the system took the sound away
    });
    this.#ahead = new Ahead(this.#source, this.#position, (piece) => this.#arrive(piece));
  }

  get token() {
    return this.media.token;
  }

  /** The frame after its last one; null while that is not certain. */
  get endFrame() {
    const { total } = this.#source;
    return this.#run && total !== null ? this.#run.frameOf(total) : null;
  }

  /** Position and the server time at which it was true. */
  sample() {
    if (this.#run) return this.#listening.sample(this.#run);
    return { position_ms: msOf(this.#position, this.media.samples), at_ms: Math.round(this.#doors.now()) };
  }

  /** Plays as soon as it can, or so that the aim is met. @param {Aim | null} aim */
  begin(aim) {
    this.wantsToPlay = true;
    this.#aim = aim;
    if (this.state === "ready") void this.#start();
  }

  /** A voice that is ready sounds from where it stands, on exactly this frame. @param {number} frame */
  join(frame) {
    this.wantsToPlay = true;
    this.#lay(this.#position, frame);
  }

  /** Takes join() back. */
  unjoin() {
    if (this.state !== "starting") return;
    this.#rest();
    this.state = "ready"; // it is as before join(): nothing moved
  }

  pause() {
    const stands = this.state === "starting" || this.state === "sounding" || this.state === "ready";
    this.#rest();
    this.fader.swell(CUT_MS); // to be heard when it plays on
    this.#doors.moved(this);
    if (!stands) return;
    this.state = "ready";
    this.#tell("paused", this.sample());
  }

  /** So that the position sounds at the server time, or soon. @param {number} positionMs @param {number | null} atMs */
  seek(positionMs, atMs) {
    if (this.#isClosed) return;
    this.#waits.cancel();
    this.#aim = this.wantsToPlay && atMs !== null ? { position_ms: positionMs, at_ms: atMs } : null;
    this.#former?.cut();
    this.#former = this.#run;
    this.#former?.cut(atMs === null ? this.desk.soonest + SEEK_WAIT_S * this.desk.rate : this.desk.frameAt(atMs));
    this.#leaveFor(sampleOf(positionMs, this.media.samples));
    this.#ready();
  }

  /** Fades, falls silent, tells `stopped`. @param {number} fadeMs @param {number} [late]  so long ago it should have begun */
  stop(fadeMs, late = 0) {
    const sounded = this.state === "sounding";
    this.#waits.cancel();
    this.wantsToPlay = false;
    this.state = "ended"; // whatever happens while it fades is no news
    if (sounded && fadeMs > 0) this.fader.fallNow(fadeMs, late);
    this.#waits.after(sounded ? Math.max(fadeMs - late, this.desk.delayMs) : 0, () => (this.#tell("stopped", {}), this.close()));
  }

  /** Silent at once and for ever; nothing is told. */
  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rest();
    this.state = "ended";
    this.#ahead.close();
    this.desk.release();
    this.#waits.after(CUT_MS, () => this.fader.close());
  }

  // -- private, in order of use ----------------------------------------------------------------

  /** @param {import("./wave.js").Piece | null} piece */
  #arrive(piece) {
    if (piece) this.#run?.add(piece);
    if (this.state === "loading") this.#ready();
    this.#doors.moved(this);
  }

  #isEnough() {
    return this.#ahead.isWhole || this.#ahead.end - this.#position >= this.#enough * this.desk.rate;
  }

  #ready() {
    if (this.#isEnough()) {
      this.state = "ready";
      this.#tell("ready", this.sample());
      if (this.wantsToPlay) void this.#start();
    } else if (this.#ahead.broken !== null) {
      this.#rest();
      this.state = "ended";
      this.#tell("failed", { reason: this.#ahead.broken });
    }
  }

  /** @returns {Promise<void>} */
  async #start() {
    if (this.#isWaking) return;
    this.#isWaking = true;
    const isAwake = await this.desk.wake().finally(() => (this.#isWaking = false));
    if (this.state !== "ready" || !this.wantsToPlay) return;
    this.wantsToPlay = isAwake;
    if (!isAwake) return this.#tell("refused", {});
    const { sample, frame } = this.#place();
    if (sample !== this.#position) this.#leaveFor(sample);
    if (!this.#isEnough()) return;
    if (!this.#lay(sample, frame)) return this.desk.wasLate(), this.#start();
    this.#former?.cut(frame);
    this.#former = null;
  }

  /** What will sound first, and on which frame: what the aim asks for, or what it asks for by then. */
  #place() {
    const soonest = this.desk.soonest;
    if (!this.#aim) return { sample: this.#position, frame: soonest };
    const frame = this.desk.frameAt(this.#aim.at_ms) + this.#position - sampleOf(this.#aim.position_ms, this.media.samples);
    return { sample: this.#position + Math.max(0, soonest - frame), frame: Math.max(soonest, frame) };
  }

  /** It stands there, and may have to be read. @param {number} sample */
  #leaveFor(sample) {
    this.#run = null;
    this.#position = sample;
    this.state = "loading";
    this.#ahead.want(sample);
    this.#doors.moved(this);
  }

  /** Answers whether it was in time. @param {number} sample @param {number} frame */
  #lay(sample, frame) {
    const run = new Run(this.desk, this.fader.input, sample, frame);
    const pieces = this.#ahead.pieces;
    pieces.forEach((piece) => run.add(piece));
    if (pieces.length && run.end === sample) return false;
    this.#waits.cancel();
    this.#aim = null;
    this.#run = run;
    this.state = "starting";
    this.#listening.follow(run);
    this.#doors.moved(this);
    return true;
  }

  /** All that was laid out was heard: it ended, or the network did not keep up. @param {Run} run @param {number} atMs */
  #over(run, atMs) {
    const { total } = this.#source;
    if (total !== null && run.end >= total) {
      this.wantsToPlay = false;
      this.state = "ended";
      return this.#tell("ended", { at_ms: atMs });
    }
    this.#enough = Math.min(MOST_S, this.#enough * 2);
    this.#leaveFor(run.end);
    this.#tell("buffering", { position_ms: msOf(run.end, this.media.samples), at_ms: atMs });
    this.#ready();
  }

  /** Nothing more is wanted of it, nothing waited for; it stands where it will have been heard last: more was rendered than is heard yet. */
  #rest() {
    if (this.#run) this.#position = this.#run.sampleAt(this.#run.cut());
    this.#former?.cut();
    this.#run = this.#former = null;
    this.#waits.cancel();
    this.wantsToPlay = false;
    this.#aim = null;
  }

  /** @param {Fact["what"]} what @param {Partial<Fact>} facts */
  #tell(what, facts) {
    this.#doors.tell(this, { at_ms: Math.round(this.#doors.now()), ...facts, what });
  }
}
