// This page as a device of the house: its id and name, what it is told, what it says back.

import { Problem } from "../net/api.js";
import { Reports } from "./reports.js";

const MIMES = [
  "audio/flac",
  "audio/mpeg",
  "audio/ogg; codecs=opus",
  "audio/ogg; codecs=vorbis",
  "audio/ogg; codecs=flac",
  'audio/mp4; codecs="mp4a.40.2"',
  'audio/mp4; codecs="alac"',
  'audio/mp4; codecs="flac"',
  'audio/mp4; codecs="opus"',
  "audio/webm; codecs=opus",
  "audio/aac",
  "audio/wav",
  "audio/aiff",
  "audio/x-aiff",
  "audio/x-wavpack",
  "audio/x-ape",
  "audio/x-dsf",
];
const HUSHED_MOST_MS = 40_000; // the server gives a start two tries of 15 s
export const NEEDS_TAP = "the page needs a tap before it may play";

/** What this browser says it can play. @param {HTMLAudioElement} element */
export function playableMimes(element) {
  return MIMES.filter((mime) => element.canPlayType(mime) !== "");
}

/**
 * The tab's id. It leaves the storage while the tab lives and returns when it goes, because a duplicated tab is
 * born with a copy of the storage and must not be the same device.
 * @param {Storage} storage
 */
export function takeDeviceId(storage) {
  const kept = storage.getItem("segue.device");
  storage.removeItem("segue.device");
  if (kept && /^browser-[0-9a-f]{16}$/.test(kept)) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `browser-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** "Firefox on Android": what a person would call this page. @param {string} agent */
export function nameOfBrowser(agent) {
  const browser = /Edg\//.test(agent) ? "Edge" : /OPR\//.test(agent) ? "Opera" : /Firefox\//.test(agent) ? "Firefox"
    : /Chrom(e|ium)\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : "Browser";
  const system = /iPhone/.test(agent) ? "iPhone" : /iPad/.test(agent) ? "iPad" : /Android/.test(agent) ? "Android"
    : /Mac OS X/.test(agent) ? "Mac" : /Windows/.test(agent) ? "Windows" : /CrOS/.test(agent) ? "Chromebook"
    : /Linux/.test(agent) ? "Linux" : "";
  return system ? `${browser} on ${system}` : browser;
}

/** What a page that comes back does, as a report. @param {import("./choice.js").AnyEngine["current"]} current @returns {import("./reports.js").Report | null} */
function says(current) {
  if (!current?.media || current.state === "ended") return null;
  const what = current.state === "sounding" ? "playing" : current.wantsToPlay ? "buffering" : "paused";
  return { what, token: current.media.token, ...current.sample() };
}

export class Device {
  #doors;
  #engine;
  #reports;
  #volume;
  #ducked = 1;
  /** @type {import("./overlay.js").Overlay | null} */
  #overlay = null;

  /**
   * @param {{
   *   id: string,
   *   now: () => number,
   *   name: () => string,
   *   mimes: string[],
   *   canRate: boolean,
   *   canFade: () => boolean,
   *   isMetered: () => boolean,
   *   volumePercent: number,
   *   api: typeof import("../net/api.js").api,
   *   engine: import("./choice.js").AnyEngine,
   *   onRefused: (media: Api.Media | null) => void,
   *   onVolume: (percent: number) => void,
   *   onForgotten: () => void,
   * }} doors
   */
  constructor(doors) {
    this.#doors = doors;
    this.id = doors.id;
    this.now = doors.now;
    this.#reports = new Reports((reports) => this.#send(reports));
    this.#engine = doors.engine;
    this.#volume = doors.volumePercent;
    this.#engine.setVolume(this.#volume);
  }

  get engine() {
    return this.#engine;
  }

  get volume() {
    return this.#volume;
  }

  /** Softer while something is laid over it; nobody's volume changes. @param {number} part */
  duck(part) {
    this.#ducked = part;
    this.#engine.setVolume(this.#volume * part);
  }

  /** Plays with another engine from now on; said before this page was announced. @param {import("./choice.js").AnyEngine} engine */
  use(engine) {
    this.#engine.reset();
    this.#engine = engine;
    engine.setVolume(this.#volume);
  }

  /** Makes the server know this page; the same id again re-attaches it. What it holds goes on, if anybody counts on it. */
  async announce() {
    const { id, name, mimes, canRate, canFade, isMetered, api } = this.#doors;
    const holds = this.#engine.current?.token ?? null; // tells a broken connection from a page that was reloaded
    const body = {
      id, name: name(), mimes, volume_percent: this.#volume, can_mix: this.#engine.canMix, can_rate: canRate, can_fade: canFade(),
      can_overlay: true, is_metered: isMetered(), holds, says: says(this.#engine.current),
    };
    const { held } = /** @type {Api.Page} */ (await api.post("/api/devices/browser", body));
    if (holds && holds === this.#engine.current?.token) {
      if (held === "audible") this.#engine.swell(holds, 0); // it may have missed that
      else if (!held || held === "leaving") this.#engine.reset();
    }
    void this.#reports.flush();
  }

  /** The page goes: said in a way that outlives it. */
  sayGoodbye() {
    navigator.sendBeacon(`/api/devices/${this.id}/goodbye`);
  }

  /** @param {Api.DeviceCommand} command */
  obey(command) {
    const token = command.token ?? command.media?.token ?? "";
    const late = Math.max(0, this.now() - (command.at_ms ?? Infinity));
    switch (command.do) {
      case "load": return command.media && this.#load(command.media);
      case "preload": return this.#engine.preload(command.media ?? null);
      case "play": return this.#engine.play(token);
      case "pause": return this.#engine.pause(token);
      case "seek": return this.#engine.seek(token, command.position_ms ?? 0, command.at_ms ?? null);
      case "rate": return this.#engine.setRate(token, command.rate ?? 1);
      case "swell": return this.#engine.swell(token, command.fade_ms ?? 0, late);
      case "overlay": return void import("./overlay.js").then(({ Overlay }) => (this.#overlay ??= new Overlay(this)).lay(command));
      case "stop":
        this.#overlay?.stop(token);
        return this.#engine.stop(token, command.fade_ms ?? 0, late);
      case "volume": return this.#setVolume(command.percent ?? this.#volume);
    }
  }

  /** Told by the engine; becomes a report. @param {string} token @param {import("./engine.js").Fact} fact */
  hear(token, { what, position_ms, at_ms, reason }) {
    if (what === "refused") {
      this.#doors.onRefused(this.#engine.current?.media ?? null);
      this.#reports.say({ what: "failed", token, at_ms, reason: NEEDS_TAP });
    } else if (what === "ready") {
      if (!this.#engine.current?.wantsToPlay) this.#reports.say({ what: "paused", token, at_ms, position_ms });
    } else if (what === "failed") {
      this.#reports.say({ what, token, at_ms, reason });
    } else if (what === "ended" || what === "stopped") {
      this.#reports.say({ what, token, at_ms });
    } else {
      this.#reports.say({ what, token, at_ms, position_ms });
    }
  }

  /** Nothing stays unheard for ever, whatever becomes of the command. @param {Api.Media} media */
  #load(media) {
    this.#engine.load(media);
    if (media.is_hushed) setTimeout(() => this.#engine.swell(media.token, 0), HUSHED_MOST_MS);
  }

  /** Refused reports are dropped, unsent ones kept. @param {import("./reports.js").Report[]} reports */
  async #send(reports) {
    try {
      await this.#doors.api.post(`/api/devices/${this.id}/reports`, { reports });
    } catch (error) {
      const status = error instanceof Problem ? error.status : 0;
      if (status < 400 || status >= 500) throw error;
      if (status === 404) this.#doors.onForgotten();
    }
  }

  /** @param {number} percent */
  #setVolume(percent) {
    this.#volume = percent;
    this.duck(this.#ducked);
    this.#doors.onVolume(percent);
    this.#reports.say({ what: "volume", percent });
  }
}
