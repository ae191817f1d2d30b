// One media element and the one thing it holds: loads, starts on time, seeks, fades; tells what truly happens.
//
//   empty ─load─► loading ─can play─► ready ─begin─► starting ─sounds─► sounding ─┬─ starves ─► starting
//     ▲                                  ▲              │                         ├─ pause ───► ready
//     └──────── clear, fade out ─────────┴──────────────┴────── pause ◄───────────┴─ ends ────► ended

import { notBefore, plan } from "./aim.js";
import { Loudness } from "./loudness.js";
import { Sounding } from "./sounding.js";
import { Waits } from "./waits.js";

/** @typedef {import("./aim.js").Aim} Aim */
/** @typedef {"empty" | "loading" | "ready" | "starting" | "sounding" | "ended"} State */
/** @typedef {{what: "ready" | "playing" | "paused" | "buffering" | "ended" | "stopped" | "failed" | "refused", position_ms?: number, at_ms: number, reason?: string}} Fact */
/** @typedef {{now: () => number, timers: import("./timers.js").Timers, costs: import("./costs.js").Costs, tell: (slot: Slot, fact: Fact) => void}} Doors */

const MOST_SEEKS = 3; // a start that is late again and again (a slow disk) begins late rather than never

export class Slot {
  /** @type {Api.Media | null} */
  media = null;
  /** @type {State} */
  state = "empty";
  wantsToPlay = false;
  #element;
  #doors;
  #waits; // of the present load: a new one, or clear(), gives them up
  #sounding;
  /** @type {Aim | null} */
  #aim = null;
  #seeks = 0;
  #isFresh = true; // not played since its load: only such a start costs what the next one will

  /** @param {HTMLAudioElement} element @param {Doors} doors */
  constructor(element, doors) {
    this.#element = element;
    this.#doors = doors;
    this.#waits = new Waits(doors.timers);
    this.loudness = new Loudness(element, doors);
    const tell = () => this.#tell("playing", this.sample());
    this.#sounding = new Sounding(element, this.#waits, doors, () => (this.state = "sounding"), tell);
    element.preload = "auto";
    element.preservesPitch = false; // see aim.js
    for (const kind of ["canplay", "seeked", "loadedmetadata"]) element.addEventListener(kind, () => this.#arrive());
    for (const kind of ["playing", "timeupdate"]) element.addEventListener(kind, () => this.#sounding.listen());
    element.addEventListener("waiting", () => this.#starve());
    element.addEventListener("pause", () => this.#interrupted());
    element.addEventListener("ended", () => this.#finish());
    element.addEventListener("error", () => this.#break());
  }

  get token() {
    return this.media?.token ?? null;
  }

  get durationMs() {
    return this.#element.duration * 1000;
  }

  /** Position and the server time at which it was true, sampled together. */
  sample() {
    return { position_ms: Math.max(0, Math.round(this.#element.currentTime * 1000)), at_ms: Math.round(this.#doors.now()) };
  }

  /** @param {Api.Media} media */
  load(media) {
    this.clear();
    this.media = media;
    this.state = "loading";
    this.#isFresh = true;
    this.loudness.level(media.level_db);
    if (media.is_hushed) this.loudness.hush();
    this.#element.src = media.url;
    this.#element.load();
    this.#sounding.setRate(media.rate ?? 1);
    if (media.playing) this.begin(media.start_at_ms === null ? null : { position_ms: media.start_ms, at_ms: media.start_at_ms });
  }

  /** Plays as soon as it can, or so that the aim is met. @param {Aim | null} aim */
  begin(aim) {
    this.#waits.cancel();
    this.wantsToPlay = true;
    this.#aim = aim && { ...aim, rate: this.#sounding.rate };
    this.#seeks = 0;
    if (this.state === "ready" || this.state === "ended") this.#start();
  }

  pause() {
    const stands = ["ready", "starting", "sounding"].includes(this.state);
    this.#rest();
    if (stands) this.state = "ready";
    this.#element.pause();
    this.loudness.full();
    if (stands) this.#tell("paused", this.sample());
  }

  /** So that the position sounds at the server time, or now. @param {number} positionMs @param {number | null} atMs */
  seek(positionMs, atMs) {
    if (this.state === "empty") return;
    this.#waits.cancel();
    this.#sounding.forget();
    this.#aim = null;
    if (!this.wantsToPlay || atMs === null) return this.#seekTo(positionMs);
    const cost = this.#doors.costs.seekMs;
    const aim = { position_ms: positionMs, at_ms: atMs, rate: this.#sounding.rate };
    const go = () => this.#seekTo((this.#aim = notBefore(aim, this.#doors.now() + cost)).position_ms);
    const wait = atMs - cost - this.#doors.now();
    if (wait > 0) this.#waits.after(wait, go);
    else go();
  }

  /** Faster or slower from here on. @param {number} rate */
  setRate(rate) {
    this.media = this.media && { ...this.media, rate };
    this.#aim = null; // it was for another pace
    this.#sounding.setRate(rate);
    if (this.state === "sounding") this.#tell("playing", this.sample());
  }

  /** Fades, falls silent, tells `stopped`. @param {number} fadeMs @param {number} [late]  so long ago it should have begun */
  stop(fadeMs, late) {
    const sounded = this.state === "sounding";
    this.#rest();
    const end = () => (this.#tell("stopped", {}), this.clear());
    if (!sounded || fadeMs <= 0) return end();
    this.state = "ready"; // whatever happens while it fades is no news
    this.loudness.fadeOut(fadeMs, late, end);
  }

  /** Silent and empty at once; nothing is told. */
  clear() {
    this.#rest();
    this.state = "empty";
    this.media = null;
    this.#element.pause();
    if (this.#element.hasAttribute("src")) {
      this.#element.removeAttribute("src");
      this.#element.load();
    }
    this.loudness.full();
  }

  /** Inside a tap: lets the element play without one from now on. @param {string} silenceUrl */
  unlock(silenceUrl) {
    if (this.state !== "empty") return;
    this.#element.src = silenceUrl;
    this.#element.play().then(() => this.state === "empty" && this.clear(), () => {});
  }

  // -- private, in order of use ----------------------------------------------------------------

  #arrive() {
    if (this.state !== "loading" || !this.media || this.#element.readyState < 1) return;
    const wants = this.media.start_ms / 1000;
    if (Math.abs(this.#element.currentTime - wants) > 0.002 && !this.#element.seeking) {
      this.#element.currentTime = wants;
      return;
    }
    if (this.#element.seeking || this.#element.readyState < 3) return;
    this.state = "ready";
    this.#tell("ready", this.sample());
    if (this.wantsToPlay) this.#start();
  }

  #start() {
    if (!this.#aim) return this.#play();
    const { startMs, seekMs } = this.#doors.costs;
    const next = plan(this.#aim, this.#element.currentTime * 1000, this.#doors.now(), startMs, seekMs);
    const gives = this.#seeks++ >= MOST_SEEKS;
    if (next.do === "play" || gives) return this.#waits.after(next.do === "play" ? next.after_ms : 0, () => this.#play());
    this.state = "loading";
    this.media = this.media && { ...this.media, start_ms: next.aim.position_ms };
    this.#element.currentTime = next.aim.position_ms / 1000;
  }

  #play() {
    this.state = "starting";
    const token = this.token;
    const from = this.#element.currentTime * 1000;
    this.#element.play().catch((error) => {
      if (this.token !== token || error.name === "AbortError" || this.state !== "starting") return;
      this.#rest();
      this.state = "ready";
      if (error.name === "NotAllowedError") this.#tell("refused", {});
      else this.#tell("failed", { reason: error.message });
    });
    this.#sounding.expect(from, this.#isFresh ? "start" : null, this.#aim);
    this.#isFresh = false;
  }

  /** @param {number} positionMs */
  #seekTo(positionMs) {
    if (this.state === "loading" && this.media) this.media = { ...this.media, start_ms: positionMs };
    if (this.#element.readyState < 1) return;
    this.#element.currentTime = positionMs / 1000;
    if (this.state === "loading") return;
    if (this.wantsToPlay) {
      this.state = "starting";
      if (this.#element.paused) return this.#play();
      this.#sounding.expect(positionMs, "seek", this.#aim);
    } else {
      this.state = "ready";
      this.#tell("paused", { position_ms: Math.round(positionMs), at_ms: Math.round(this.#doors.now()) });
    }
  }

  #starve() {
    if (this.state !== "sounding" || this.#element.seeking) return;
    this.#waits.cancel();
    this.state = "starting";
    this.#tell("buffering", this.sample());
    this.#sounding.expect(this.#element.currentTime * 1000, null, null);
  }

  /** The system paused us: headphones were pulled, a call came in. */
  #interrupted() {
    const plays = this.state === "sounding" || this.state === "starting";
    if (plays && !this.#element.ended && this.#element.paused) this.pause();
  }

  #finish() {
    if (this.state !== "sounding" && this.state !== "starting") return;
    this.#rest();
    this.loudness.full();
    this.state = "ended";
    this.#tell("ended", {});
  }

  #break() {
    if (this.state === "empty" || !this.#element.hasAttribute("src")) return;
    const reason = this.#element.error?.message || "the browser could not play the stream";
    this.#rest();
    this.state = "ended";
    this.#tell("failed", { reason: reason.slice(0, 500) });
  }

  /** Nothing more is wanted of it, nothing waited for. */
  #rest() {
    this.#waits.cancel();
    this.#sounding.forget();
    this.wantsToPlay = false;
    this.#aim = null;
  }

  /** @param {Fact["what"]} what @param {Partial<Fact>} facts */
  #tell(what, facts) {
    this.#doors.tell(this, { at_ms: Math.round(this.#doors.now()), ...facts, what });
  }
}
