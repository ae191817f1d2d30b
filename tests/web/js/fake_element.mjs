// A media element and a clock for tests: time moves when the test says so, sound begins `startMs` after play().

export class FakeTime {
  now = 1000;
  #waits = [];
  timers = {
    after: (ms, then) => {
      const wait = { at: this.now + Math.max(0, ms), then };
      this.#waits.push(wait);
      return () => (this.#waits = this.#waits.filter((each) => each !== wait));
    },
  };

  /** Lets time pass in steps of 2 ms, with what falls due. */
  async pass(ms) {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(end, this.now + 2);
      const due = this.#waits.filter((each) => each.at <= this.now).sort((a, b) => a.at - b.at);
      this.#waits = this.#waits.filter((each) => !due.includes(each));
      due.forEach((each) => each.then());
      await Promise.resolve();
      await Promise.resolve();
    }
  }
}

export class FakeElement {
  volume = 1;
  paused = true;
  seeking = false;
  error = null;
  duration = 60;
  readyState = 0;
  refuse = null; // an error name: what play() rejects with
  #src = null;
  #position = 0;
  #soundsFrom = null;
  #rate = 1;
  #listeners = {};

  constructor(time, { startMs = 80, seekMs = 40, loadMs = 30 } = {}) {
    Object.assign(this, { time, startMs, seekMs, loadMs });
  }

  addEventListener(kind, listener) {
    (this.#listeners[kind] ??= []).push(listener);
  }

  emit(kind) {
    (this.#listeners[kind] ?? []).forEach((listener) => listener());
  }

  set src(url) {
    this.#src = url;
  }

  get src() {
    return this.#src;
  }

  hasAttribute() {
    return this.#src !== null;
  }

  removeAttribute() {
    this.#src = null;
  }

  load() {
    this.readyState = 0;
    this.#position = 0;
    this.#soundsFrom = null;
    const src = this.#src;
    if (src === null) return;
    this.time.timers.after(this.loadMs, () => {
      if (this.#src !== src) return;
      this.readyState = 4;
      this.emit("loadedmetadata");
      this.emit("canplay");
    });
  }

  get playbackRate() {
    return this.#rate;
  }

  set playbackRate(rate) {
    if (this.#soundsFrom !== null && this.time.now > this.#soundsFrom) {
      this.#position = this.currentTime;
      this.#soundsFrom = this.time.now;
    }
    this.#rate = rate;
  }

  get ended() {
    return this.currentTime >= this.duration;
  }

  get currentTime() {
    if (this.#soundsFrom === null) return this.#position;
    const ran = Math.max(0, this.time.now - this.#soundsFrom) * this.#rate;
    return Math.min(this.duration, this.#position + ran / 1000);
  }

  set currentTime(seconds) {
    const sounding = this.#soundsFrom !== null;
    this.#position = seconds;
    this.#soundsFrom = null;
    this.seeking = true;
    this.time.timers.after(this.seekMs, () => {
      this.seeking = false;
      if (sounding && !this.paused) this.#soundsFrom = this.time.now;
      this.emit("seeked");
    });
  }

  async play() {
    if (this.refuse) throw Object.assign(new Error(this.refuse), { name: this.refuse });
    this.paused = false;
    this.#soundsFrom = this.time.now + this.startMs;
    this.emit("playing");
  }

  pause() {
    if (this.paused) return;
    this.#position = this.currentTime;
    this.#soundsFrom = null;
    this.paused = true;
    this.emit("pause");
  }

  /** The track is over: what a browser does by itself. */
  end() {
    this.#position = this.duration;
    this.#soundsFrom = null;
    this.paused = true;
    this.emit("pause");
    this.emit("ended");
  }
}
