// Puts the player together for this page: clock, engine, device, live events, and the page's comings and goings.

import { api } from "../net/api.js";
import { choose, exactness, isMetered, onNetwork, surroundings } from "./choice.js";
import { ServerClock } from "./clock.js";
import { Costs } from "./costs.js";
import { Device, nameOfBrowser, playableMimes, takeDeviceId } from "./device.js";
import { Engine } from "./engine.js";
import { Live } from "./live.js";
import { isObeyed } from "./loudness.js";
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
    hear: (/** @type {string} */ token, /** @type {import("./slot.js").Fact} */ fact) => hear(token, fact),
  };
  let hear = (/** @type {string} */ token, /** @type {import("./slot.js").Fact} */ fact) => device.hear(token, fact);
  const engine = new Engine({ ...common, elements, costs: new Costs(storage()) });
  /** The exact engine before the elements, if it is wanted and can be had; few pages start with it at once. */
  const playExactly = async () => {
    if (choose(pageExactness.get(), surroundings()) !== "exact") return;
    const modules = await Promise.all([import("./exact/mixer.js"), import("./exact/either.js")]).catch(() => null);
    if (!modules) return;
    const [{ Mixer }, { Either }] = modules;
    const either = new Either({ mixer: new Mixer(common), elements: engine, now: common.now, tell: hear });
    hear = (token, fact) => either.heard(token, fact);
    device.use(either);
  };
  const device = new Device({
    id: takeDeviceId(sessionStorage),
    now: common.now,
    name: pageName.get,
    mimes: playableMimes(elements[0]),
    canRate: "preservesPitch" in elements[0],
    canFade: () => canFade,
    isMetered,
    volumePercent: Number(storage()?.getItem("segue.volume") ?? 100),
    api,
    engine,
    onRefused: doors.onRefused,
    onVolume: (percent) => storage()?.setItem("segue.volume", String(percent)),
    onForgotten: () => live.again(),
  });
  let canFade = false;
  const live = new Live({
    url: (after) => `/api/events?device=${device.id}${after ? `&after=${after}` : ""}`,
    announce: async () => {
      await clock.measure(); // another run of the server may have another clock
      await device.announce();
    },
    onState: doors.onConnection,
    onEvent: (kind, value) => (kind === "command" ? device.obey(value) : doors.onEvent(kind, value)),
  });
  unlockInTaps(device);
  document.documentElement.dataset.device = device.id;
  const stopWatching = watchPage(live, clock, device);
  return {
    clock,
    device,
    async start() {
      [canFade] = await Promise.all([isObeyed(), clock.start(), playExactly()]);
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
  onNetwork(() => void device.announce().catch(() => live.again()), options);
  addEventListener("pageshow", (event) => event.persisted && live.again(), options);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake(), options);
  addEventListener("pagehide", () => {
    sessionStorage.setItem("segue.device", device.id);
    device.sayGoodbye();
  }, options);
  return () => listening.abort();
}
