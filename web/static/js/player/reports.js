// What this device says, in order, each batch sent after the one before; a server that is away is told later.

const MOST = 50; // the server takes no more at once, and older news is no news
const RETRY_MS = 1000;

/** @typedef {{what: string, token?: string, position_ms?: number, at_ms?: number, reason?: string, percent?: number}} Report */

/**
 * The reports that are still worth sending: of several `playing` of one token only the last, and at most MOST.
 * @param {Report[]} reports
 */
export function worthSending(reports) {
  const kept = reports.filter((report, index) => {
    const next = reports[index + 1];
    return !(next && report.what === "playing" && next.what === "playing" && next.token === report.token);
  });
  return kept.slice(-MOST);
}

export class Reports {
  /** @type {Report[]} */
  #waiting = [];
  #sending = false;
  #send;
  #later;

  /**
   * @param {(reports: Report[]) => Promise<void>} send  rejects when the server was not reached
   * @param {(then: () => void) => void} [later]
   */
  constructor(send, later = (then) => void setTimeout(then, RETRY_MS)) {
    this.#send = send;
    this.#later = later;
  }

  /** @param {Report} report */
  say(report) {
    this.#waiting = worthSending([...this.#waiting, report]);
    void this.flush();
  }

  /** Sends what waits; called again when the connection is back. */
  async flush() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#waiting.length) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#send(batch);
      } catch {
        this.#waiting = worthSending([...batch, ...this.#waiting]);
        this.#later(() => void this.flush());
        break;
      }
    }
    this.#sending = false;
  }

  forget() {
    this.#waiting = [];
  }
}
