// An AudioContext and a server of samples for tests: time moves when the test says so, nothing is rendered, but what was
// scheduled is known: which sample of which stream lies on which frame.

const LATENCY_S = 0.036;

class FakeParam {
  value = 1;
  events = [];

  setValueAtTime(value, time) {
    this.events.push(["set", value, time]);
    return this;
  }

  linearRampToValueAtTime(value, time) {
    this.events.push(["ramp", value, time]);
    return this;
  }

  setTargetAtTime(value, time) {
    this.events.push(["target", value, time]);
    return this;
  }

  setValueCurveAtTime(curve, time, duration) {
    this.events.push(["curve", curve, time, duration]);
    return this;
  }

  /** Where a curve has brought it by then; elsewhere its value. */
  at(time) {
    const [curve] = this.events.filter(([kind]) => kind === "curve");
    if (!curve) return this.value;
    const [, points, begin, duration] = curve;
    return points[Math.round(Math.min(1, Math.max(0, (time - begin) / duration)) * (points.length - 1))];
  }

  cancelScheduledValues() {
    this.events = [];
    return this;
  }
}

class FakeNode {
  gain = new FakeParam();

  constructor(context) {
    this.context = context;
  }

  connect(to) {
    this.to = to;
    return to;
  }

  disconnect() {
    this.to = null;
  }
}

class FakeSource extends FakeNode {
  stopTime = Infinity;

  start(time) {
    this.context.onStart?.();
    this.startTime = time;
    this.isLate = time < this.context.currentTime;
    this.context.sources.push(this);
  }

  stop(time = 0) {
    this.stopTime = time;
  }
}

export class FakeContext {
  destination = {};
  state = "suspended";
  sources = [];
  held = 0; // s by which the rendering ran ahead while the test's thread was held up
  mayRun = true;
  #listeners = [];
  #stood = 0;
  #since = null;

  constructor(time, rate) {
    this.time = time;
    this.sampleRate = rate;
  }

  get currentTime() {
    return this.#stood + this.held + (this.#since === null ? 0 : (this.time.now - this.#since) / 1000);
  }

  getOutputTimestamp() {
    return { contextTime: Math.max(0, this.currentTime - LATENCY_S), performanceTime: this.time.now };
  }

  addEventListener(_kind, listener) {
    this.#listeners.push(listener);
  }

  async resume() {
    if (!this.mayRun) return new Promise(() => {});
    if (this.#since === null) this.#since = this.time.now;
    this.#become("running");
  }

  async suspend() {
    this.#stood = this.currentTime;
    this.#since = null;
    this.#become("suspended");
  }

  createGain() {
    return new FakeNode(this);
  }

  createBuffer(channels, frames) {
    const data = Array.from({ length: channels }, () => new Float32Array(frames));
    return { length: frames, data, copyToChannel: (from, channel) => data[channel].set(from) };
  }

  createBufferSource() {
    return new FakeSource(this);
  }

  /** What is heard on a frame: the sample's number in its stream, for each source that sounds then. */
  on(frame) {
    const found = [];
    for (const { startTime, stopTime, buffer } of this.sources) {
      const at = frame - Math.round(startTime * this.sampleRate);
      const isStopped = frame / this.sampleRate >= stopTime;
      if (at >= 0 && at < buffer.length && !isStopped) found.push(Math.round(buffer.data[0][at] * 32768) + 32768 * Math.round(buffer.data[1][at] * 32768));
    }
    return found;
  }

  /** The frame that is heard now. */
  get heard() {
    return Math.round((this.currentTime - LATENCY_S) * this.sampleRate);
  }

  #become(state) {
    this.state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

/** Streams whose every sample tells its number: left counts to 32768, right the rest. */
export class FakeServer {
  lengths = {};
  asked = [];
  delayMs = 10;
  failing = null; // a status, or "lost"

  constructor(time) {
    this.time = time;
  }

  fetch = (url, { headers, signal }) =>
    new Promise((done, failed) => {
      const [from, to] = /(\d+)-(\d+)/.exec(headers.Range).slice(1).map(Number);
      this.asked.push([url, from, to]);
      signal.addEventListener("abort", () => failed(new Error("aborted")));
      this.time.timers.after(this.delayMs, () => (this.failing === "lost" ? failed(new Error("lost")) : done(this.#answer(url, from, to))));
    });

  #answer(url, from, to) {
    const total = 44 + this.lengths[url] * 4;
    const status = this.failing ?? (from >= total ? 416 : 206);
    const first = (from - 44) / 4;
    const count = Math.max(0, Math.min((to + 1 - 44) / 4, this.lengths[url]) - first);
    const bytes = new Int16Array(count * 2);
    for (let at = 0; at < count; at++) {
      bytes[2 * at] = (first + at) % 32768;
      bytes[2 * at + 1] = Math.floor((first + at) / 32768);
    }
    const range = status === 416 ? `bytes */${total}` : `bytes ${from}-${to}/${total}`;
    return { status, headers: { get: () => (status < 500 && status !== 404 ? range : null) }, arrayBuffer: async () => bytes.buffer };
  }
}
