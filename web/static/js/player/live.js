// The stream of events: one EventSource at a time, opened again with growing patience, announced before each opening.

const KINDS = ["snapshot", "session", "session_removed", "device", "device_removed", "scan", "playlist", "notice", "handoff", "command"];
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 15_000;

/** The wait before attempt n (1, 2, …), doubled each time. @param {number} attempt @param {number} jitter 0…1 */
export function retryDelay(attempt, jitter) {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)) * (0.75 + jitter / 2);
}

/** @typedef {"connecting" | "live" | "lost"} Connection */

export class Live {
  /** @type {EventSource | null} */
  #source = null;
  #attempt = 0;
  #timer = 0;
  #running = false;
  /** @type {string | null}  the last event heard: commands that followed it are told again */
  #heard = null;
  #doors;

  /**
   * @param {{
   *   url: (after: string | null) => string,
   *   announce: () => Promise<void>,
   *   onEvent: (kind: string, value: any) => void,
   *   onState: (state: Connection) => void,
   *   open?: (url: string) => EventSource,
   * }} doors  announce: makes the server know this device; the events of an unknown one would not come
   */
  constructor(doors) {
    this.#doors = doors;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    void this.#connect();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** Opens anew at once: the network came back, the page woke up, or the server forgot this device. */
  again() {
    if (!this.#running) return;
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    void this.#connect();
  }

  get isOpen() {
    return this.#source?.readyState === 1;
  }

  async #connect() {
    this.#doors.onState(this.#attempt === 0 ? "connecting" : "lost");
    try {
      await this.#doors.announce();
    } catch {
      return this.#later();
    }
    if (!this.#running || this.#source) return;
    const source = (this.#doors.open ?? ((url) => new EventSource(url)))(this.#doors.url(this.#heard));
    this.#source = source;
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => this.#hear(source, kind, /** @type {MessageEvent} */ (event)));
    }
    // EventSource would try again by itself, but without announcing the device to a server that was restarted.
    source.onerror = () => {
      if (this.#source !== source) return;
      source.close();
      this.#source = null;
      this.#later();
    };
  }

  /** @param {EventSource} source @param {string} kind @param {MessageEvent} event */
  #hear(source, kind, event) {
    if (this.#source !== source) return;
    this.#heard = event.lastEventId || this.#heard;
    if (kind === "snapshot") {
      this.#attempt = 0;
      this.#doors.onState("live");
    }
    this.#doors.onEvent(kind, JSON.parse(event.data));
  }

  #later() {
    if (!this.#running) return;
    this.#attempt += 1;
    this.#doors.onState("lost");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), retryDelay(this.#attempt, Math.random()));
  }
}
