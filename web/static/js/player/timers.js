// Timers that keep time in a hidden tab: a worker's are not throttled, a page's are (to one a second or worse).

/** @typedef {{after: (ms: number, then: () => void) => () => void}} Timers  answers a function that cancels */

/** The page's own timers: for tests, and where workers are forbidden. @type {Timers} */
export const pageTimers = {
  after(ms, then) {
    const id = setTimeout(then, Math.max(0, ms));
    return () => clearTimeout(id);
  },
};

/** @returns {Timers} */
export function workerTimers() {
  /** @type {Map<number, () => void>} */
  const waiting = new Map();
  let last = 0;
  let worker;
  try {
    worker = new Worker(new URL("./timer_worker.js", import.meta.url));
  } catch {
    return pageTimers;
  }
  worker.onmessage = ({ data: id }) => {
    const then = waiting.get(id);
    waiting.delete(id);
    then?.();
  };
  return {
    after(ms, then) {
      const id = ++last;
      waiting.set(id, then);
      worker.postMessage({ id, ms: Math.max(0, ms) });
      return () => waiting.delete(id);
    },
  };
}
