// The waits of one thing that can be given up together.

export class Waits {
  /** @type {Set<() => void>} */
  #pending = new Set();
  #timers;

  /** @param {import("./timers.js").Timers} timers */
  constructor(timers) {
    this.#timers = timers;
  }

  /** @param {number} ms @param {() => void} then */
  after(ms, then) {
    const cancel = this.#timers.after(ms, () => {
      this.#pending.delete(cancel);
      then();
    });
    this.#pending.add(cancel);
  }

  cancel() {
    this.#pending.forEach((cancel) => cancel());
    this.#pending.clear();
  }
}
