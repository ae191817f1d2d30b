// Puts the player together for this page: clock, engine, device, live events, and the page's comings and goings.

import { api } from "../net/api.js";
import { choose, exactness, surroundings } from "./choice.js";
import { ServerClock } from "./clock.js";
import { Costs } from "./costs.js";
import { Device, nameOfBrowser, playableMimes, takeDeviceId } from "./device.js";
import { Engine } from "./engine.js";
import { Live } from "./live.js";
import { workerTimers } from "./timers.js";

const SLOTS = 3;

/** @returns {Storage | null} */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** The name of this page as a device. */
export const pageName = {
  get: () => storage()?.getItem("segue.name") || nameOfBrowser(navigator.userAgent),
  /** @param {string} name  "" goes back to the browser's own */
  set: (name) => (name ? storage()?.setItem("segue.name", name) : storage()?.removeItem("segue.name")),
};

/** Whether this page shall play exactly. */
export const pageExactness = exactness(storage());

/**
 * @param {{
 *   onEvent: (kind: string, value: any) => void,
 *   onConnection: (state: import("./live.js").Connection) => void,
 *   onRefused: (media: Api.Media | null) => void,
 * }} doors
 */
export function createPlayer(doors) {
  const clock = new ServerClock({ ask: async () => /** @type {Api.Clock} */ (await api.get("/api/clock")).now_ms });
  const elements = Array.from({ length: SLOTS }, () => new Audio());
  const common = {
    now: () => clock.now(),
    timers: workerTimers(),
    hear: (/** @type {string} */ token, /** @type {import("./slot.js").Fact} */ fact) => device.hear(token, fact),
  };
  const device = new Device({
    id: takeDeviceId(sessionStorage),
    name: pageName.get,
    mimes: playableMimes(elements[0]),
    volumePercent: Number(storage()?.getItem("segue.volume") ?? 100),
    api,
    engine: new Engine({ ...common, elements, costs: new Costs(storage()) }),
    onRefused: doors.onRefused,
    onVolume: (percent) => storage()?.setItem("segue.volume", String(percent)),
    onForgotten: () => live.again(),
  });
  const live = new Live({
    url: (after) => `/api/events?device=${device.id}${after ? `&after=${after}` : ""}`,
    announce: () => device.announce(),
    onState: doors.onConnection,
    onEvent: (kind, value) => {
      if (kind === "command") return device.obey(value);
      if (kind === "snapshot") device.agreeWith(value.sessions);
      doors.onEvent(kind, value);
    },
  });
  unlockInTaps(device);
  document.documentElement.dataset.device = device.id;
  const stopWatching = watchPage(live, clock, device);
  return {
    clock,
    device,
    async start() {
      await Promise.all([clock.start(), playExactly(device, common)]);
      live.start();
    },
    /** Logged out: silent, unknown, gone. */
    stop() {
      device.engine.reset();
      live.stop();
      clock.stop();
      stopWatching();
    },
    /** The page's name changed. */
    rename: () => device.announce(),
  };
}

/**
 * The exact engine takes the place of the elements, if it is wanted and can be had; few pages start with it at once.
 * @param {Device} device @param {ConstructorParameters<typeof import("./exact/mixer.js").Mixer>[0]} doors
 */
async function playExactly(device, doors) {
  if (choose(pageExactness.get(), surroundings()) !== "exact") return;
  const module = await import("./exact/mixer.js").catch(() => null);
  if (module) device.use(new module.Mixer(doors));
}

/** Every tap until the engine is free to play. @param {Device} device */
function unlockInTaps(device) {
  const kinds = ["click", "keydown", "touchend"];
  const unlock = () => {
    if (device.engine.unlock()) kinds.forEach((kind) => removeEventListener(kind, unlock, true));
  };
  kinds.forEach((kind) => addEventListener(kind, unlock, true));
}

/** @param {Live} live @param {ServerClock} clock @param {Device} device @returns {() => void} */
function watchPage(live, clock, device) {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const wake = () => {
    void clock.measure(); // performance.now() may have stood still while the machine slept
    if (!live.isOpen) live.again();
  };
  addEventListener("online", wake, options);
  addEventListener("pageshow", (event) => event.persisted && live.again(), options);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake(), options);
  addEventListener("pagehide", () => {
    sessionStorage.setItem("segue.device", device.id);
    device.sayGoodbye();
  }, options);
  return () => listening.abort();
}
