// The engine that lays samples out in time itself: which voice is heard, and the next one laid exactly behind it.
//
// It is to the page what engine.js is (the same calls, the same facts), with a finer hand.

import { silenceUrl } from "../silence.js";
import { Desks } from "./desk.js";
import { Presence } from "./presence.js";
import { Voice } from "./voice.js";

/** @typedef {import("./voice.js").Fact} Fact */

const SLACK_S = 0.005; // two desks agree on the time no better than their clocks

export class Mixer {
  canMix = true;
  #doors;
  #desks;
  #presence;
  /** @type {Voice | null} */
  #current = null;
  /** @type {Voice | null} */
  #next = null;
  #joined = { frame: NaN, fade: 0 }; // where the next one was laid
  /** @type {Set<Voice>}  fading out, or run over by the next */
  #leaving = new Set();

  /**
   * @param {{
   *   now: () => number,
   *   timers: import("../timers.js").Timers,
   *   hear: (token: string, fact: Fact) => void,
   *   openContext?: (rate: number) => AudioContext,
   *   local?: () => number,
   *   fetch?: typeof fetch,
   *   element?: HTMLAudioElement,
   * }} doors  now: the server's clock, local: the page's
   */
  constructor({ now, timers, hear, local = () => performance.now(), ...more }) {
    const open = more.openContext ?? ((rate) => new AudioContext({ sampleRate: rate, latencyHint: "interactive" }));
    const tell = (/** @type {Voice} */ voice, /** @type {Fact} */ fact) => this.#heard(voice, fact);
    const moved = () => this.#arrange();
    this.#doors = { now, timers, hear, tell, moved, fetch: more.fetch ?? ((/** @type {Parameters<typeof fetch>} */ ...asked) => fetch(...asked)) };
    this.#desks = new Desks(open, { now, local, timers });
    this.#presence = new Presence(more.element ?? new Audio(), silenceUrl, () => this.pause(this.#current?.token ?? ""));
  }

  /** The voice that people hear or are about to hear. */
  get current() {
    return this.#current;
  }

  /** @param {Api.Media} media */
  load(media) {
    this.reset();
    this.#current = this.#voice(media);
    if (media.playing) this.#current?.begin(media.start_at_ms === null ? null : { position_ms: media.start_ms, at_ms: media.start_at_ms });
  }

  /** Laid behind the current one, sample upon sample; null: nothing follows. @param {Api.Media | null} media */
  preload(media) {
    if (!this.#current) return;
    this.#next?.close();
    this.#next = null;
    this.#unfade();
    if (media) this.#next = this.#voice(media);
    this.#arrange();
  }

  /** @param {string} token */
  play(token) {
    if (this.#current?.token === token) this.#current.begin(null);
  }

  /** @param {string} token */
  pause(token) {
    if (this.#current?.token !== token) return;
    this.#closeLeaving();
    this.#current.pause();
  }

  /** @param {string} token @param {number} positionMs @param {number | null} atMs */
  seek(token, positionMs, atMs) {
    if (this.#current?.token !== token) return;
    this.#closeLeaving();
    this.#current.seek(positionMs, atMs);
  }

  /** What was loaded hushed is heard from now on, or from `late` ms ago. @param {string} token @param {number} ms @param {number} [late] */
  swell(token, ms, late) {
    if (this.#current?.token === token) this.#current.fader.swell(ms, late);
  }

  /** @param {string} token @param {number} fadeMs @param {number} [late] */
  stop(token, fadeMs, late) {
    if (this.#next?.token === token) {
      this.preload(null);
      this.#doors.hear(token, { what: "stopped", at_ms: Math.round(this.#doors.now()) });
    }
    if (this.#current?.token !== token) return;
    const leaving = this.#current;
    this.#next?.close();
    this.#next = this.#current = null;
    this.#leaving.add(leaving);
    leaving.stop(fadeMs, late);
  }

  /** Everything silent at once, as if nothing had ever been loaded. */
  reset() {
    this.#closeLeaving();
    this.#next?.close();
    this.#current?.close();
    this.#next = this.#current = null;
    this.#presence.follow(false);
  }

  /** @param {number} percent */
  setVolume(percent) {
    this.#desks.setGain((percent / 100) ** 2); // as in loudness.js: half way sounds half as loud
  }

  /** Inside a tap. Answers whether no further tap is needed. */
  unlock() {
    this.#desks.unlock();
    this.#presence.unlock();
    return false;
  }

  // -- private ----------------------------------------------------------------------------------

  /** @param {Api.Media} media @returns {Voice | null} */
  #voice(media) {
    const { samples } = media;
    if (samples) return new Voice({ ...media, samples }, this.#desks.get(samples.rate_hz), this.#doors);
    this.#doors.hear(media.token, { what: "failed", at_ms: Math.round(this.#doors.now()), reason: "the server sent no samples" });
    return null;
  }

  /** @param {Voice} voice @param {Fact} fact */
  #heard(voice, fact) {
    if (voice === this.#next) this.#heardNext(voice, fact);
    else if (voice === this.#current) this.#heardCurrent(voice, fact);
    else if (this.#leaving.has(voice)) this.#heardLeaving(voice, fact);
    this.#presence.follow(this.#current?.wantsToPlay ?? false);
  }

  /** @param {Voice} voice @param {Fact} fact */
  #heardCurrent(voice, fact) {
    this.#doors.hear(voice.token, fact);
    if (fact.what !== "ended" || !this.#next) return;
    const isLaid = this.#next.state === "starting";
    this.#goOn();
    if (!isLaid) this.#current?.begin(null);
  }

  /** It says nothing but that it cannot, or that its time has come. @param {Voice} voice @param {Fact} fact */
  #heardNext(voice, fact) {
    if (fact.what === "failed") {
      this.#next = null;
      this.#doors.hear(voice.token, fact);
      voice.close();
    } else if (fact.what === "playing") {
      const before = this.#current;
      if (before && !this.#joined.fade) this.#doors.hear(before.token, { what: "ended", at_ms: fact.at_ms });
      this.#goOn();
      this.#doors.hear(voice.token, fact);
    }
  }

  /** @param {Voice} voice @param {Fact} fact */
  #heardLeaving(voice, fact) {
    if (fact.what === "stopped") this.#doors.hear(voice.token, fact);
    if (fact.what !== "stopped" && fact.what !== "ended" && fact.what !== "failed") return;
    this.#leaving.delete(voice);
    voice.close();
  }

  /** The next one is the current one. */
  #goOn() {
    const before = this.#current;
    this.#current = this.#next;
    this.#next = null;
    if (!before) return;
    if (this.#joined.fade) this.#leaving.add(before);
    else before.close();
    this.#joined = { frame: NaN, fade: 0 };
  }

  #closeLeaving() {
    this.#leaving.forEach((voice) => voice.close());
    this.#leaving.clear();
  }

  /** Lays the next one behind the current one, or anew when that one's end has moved. */
  #arrange() {
    const [current, next] = [this.#current, this.#next];
    if (!current || !next) return;
    const end = current.endFrame;
    if (next.state === "starting" && !this.#isInPlace(next, end)) {
      next.unjoin();
      this.#unfade();
    }
    if (next.state === "ready" && end !== null && current.state !== "ended") this.#join(current, next, end);
  }

  /** @param {Voice} next @param {number | null} end */
  #isInPlace(next, end) {
    const slack = next.desk === this.#current?.desk ? 0 : SLACK_S * next.desk.rate;
    return end !== null && Math.abs(this.#frameBehind(next, end) - this.#joined.frame) <= slack;
  }

  /** What falls at the end of the current one for the next, if anything, does not after all. */
  #unfade() {
    if (this.#joined.fade) this.#current?.fader.full();
    this.#joined = { frame: NaN, fade: 0 };
  }

  /** @param {Voice} current @param {Voice} next @param {number} end */
  #join(current, next, end) {
    if (current.desk !== next.desk && !(next.desk.isRunning && next.desk.clock.look())) return void this.#wake(next);
    const most = next.media.crossfade_ms / 1000;
    const fade = Math.max(0, Math.round(most * next.desk.rate));
    const frame = this.#frameBehind(next, end, fade);
    if (frame < next.desk.soonest) return;
    this.#joined = { frame: this.#frameBehind(next, end), fade };
    if (fade) current.fader.fall(end, Math.round(most * current.desk.rate));
    next.fader.rise(frame, fade);
    next.join(frame);
  }

  /** Another rate has another desk, whose time is the same only to a fraction of a millisecond. @param {Voice} next @param {number} end @param {number} [early] */
  #frameBehind(next, end, early = 0) {
    const current = /** @type {Voice} */ (this.#current);
    const frame = current.desk === next.desk ? end : next.desk.frameAt(current.desk.heardAt(end));
    return frame - early;
  }

  /** @param {Voice} next */
  async #wake(next) {
    if ((await next.desk.wake()) && next === this.#next) this.#arrange();
  }
}
