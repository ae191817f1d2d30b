// The engine for whatever comes: samples are laid out by the mixer; what is sent in another form (less of it, or
// faster) is played by media elements, and they hand over to each other between tracks.

/** @typedef {import("../engine.js").Engine | import("./mixer.js").Mixer} OneEngine */

export class Either {
  canMix = true;
  #mixer;
  #elements;
  #used;
  #now;
  #tell;
  /** @type {Api.Media | null}  follows, and is not for the engine that plays now */
  #waiting = null;
  /** @type {Api.Media | null}  what the engine that plays was given to follow */
  #following = null;

  /**
   * @param {{
   *   mixer: import("./mixer.js").Mixer,
   *   elements: import("../engine.js").Engine,
   *   now: () => number,
   *   tell: (token: string, fact: import("../slot.js").Fact) => void,
   * }} doors  now: the server's clock
   */
  constructor({ mixer, elements, now, tell }) {
    this.#now = now;
    this.#mixer = mixer;
    this.#elements = elements;
    this.#tell = tell;
    this.#used = /** @type {OneEngine} */ (mixer);
  }

  get current() {
    return this.#used.current;
  }

  /** @param {Api.Media} media */
  load(media) {
    this.#waiting = this.#following = null;
    const engine = this.#engineFor(media);
    if (engine !== this.#used) this.#used.reset();
    this.#used = engine;
    engine.load(media);
  }

  /** @param {Api.Media | null} media */
  preload(media) {
    const isOwn = media === null || this.#engineFor(media) === this.#used;
    this.#waiting = isOwn ? null : media;
    this.#following = isOwn ? media : null;
    this.#used.preload(isOwn ? media : null);
  }

  /** To be told all that both engines say. @param {string} token @param {import("../slot.js").Fact} fact */
  heard(token, fact) {
    this.#tell(token, fact);
    const next = this.#waiting;
    if (next && fact.what === "ended") this.load({ ...next, playing: true, start_at_ms: null });
  }

  /** @param {string} token */
  play(token) {
    this.#used.play(token);
  }

  /** @param {string} token */
  pause(token) {
    this.#used.pause(token);
  }

  /** @param {string} token @param {number} positionMs @param {number | null} atMs */
  seek(token, positionMs, atMs) {
    this.#used.seek(token, positionMs, atMs);
  }

  /** The mixer plays everything as it was recorded: at another pace the elements go on. @param {string} token @param {number} rate */
  setRate(token, rate) {
    const { current } = this;
    if (!current?.media || current.token !== token) return;
    if (this.#used === this.#elements) return this.#elements.setRate(token, rate);
    const next = this.#waiting ?? this.#following;
    const { position_ms } = current.sample();
    const { wantsToPlay: playing, fader } = /** @type {import("./voice.js").Voice} */ (current);
    this.load({ ...current.media, rate, start_ms: position_ms, start_at_ms: null, playing, is_hushed: fader.isHushed });
    if (next) this.preload({ ...next, rate });
  }

  /** @param {string} token @param {number} ms @param {number} [late] */
  swell(token, ms, late) {
    this.#used.swell(token, ms, late);
  }

  /** @param {string} token @param {number} fadeMs @param {number} [late] */
  stop(token, fadeMs, late) {
    const isWaiting = this.#waiting?.token === token;
    if (isWaiting || this.current?.token === token) this.#waiting = null;
    if (isWaiting) this.#tell(token, { what: "stopped", at_ms: Math.round(this.#now()) });
    else this.#used.stop(token, fadeMs, late);
  }

  reset() {
    this.#waiting = this.#following = null;
    this.#mixer.reset();
    this.#elements.reset();
  }

  /** @param {number} percent */
  setVolume(percent) {
    this.#mixer.setVolume(percent);
    this.#elements.setVolume(percent);
  }

  /** Inside a tap. Answers whether no further tap is needed. */
  unlock() {
    this.#elements.unlock();
    return this.#mixer.unlock();
  }

  /** @param {Api.Media} media @returns {OneEngine} */
  #engineFor(media) {
    return media.samples && media.rate === 1 ? this.#mixer : this.#elements;
  }
}
