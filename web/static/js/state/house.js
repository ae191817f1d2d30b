// Coming in: asks who we are, then connects this page to the house; going out: leaves everything behind.

import { Problem, api, onLoggedOut } from "../net/api.js";
import { bindMediaKeys } from "../player/media_session.js";
import { createPlayer } from "../player/player.js";
import { ask, next, pause, play, previous, seek } from "./commands.js";
import { takeLibraries } from "./libraries.js";
import { watchScans } from "./lists.js";
import { showWhatPlays } from "./media_display.js";
import { go, route } from "./route.js";
import { connection, deviceId, household, me, refused, setupCode, stage, takeEvent } from "./store.js";
import { say } from "./toasts.js";

/** @type {ReturnType<typeof createPlayer> | null} */
let player = null;

/** The server's time now; the page's own before the first login. */
export const serverNow = () => player?.clock.now() ?? performance.now();

/** This page has a new name as a device. */
export const announceName = () => player?.rename();

export async function startHouse() {
  onLoggedOut(() => stage.value === "ready" && leave());
  try {
    me.value = await api.get("/api/me");
    enter(await api.get("/api/libraries"));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) {
      stage.value = "unreachable";
      setTimeout(() => void startHouse(), 3000);
      return;
    }
    /** @type {Api.Setup} */
    const setup = await api.get("/api/setup");
    setupCode.value = setup.code ?? "";
    stage.value = setup.needed ? "setup" : "login";
  }
}

/** After a login or a set-up. @param {Api.Me} who */
export async function welcome(who) {
  /** @type {Api.Libraries} */
  const all = await api.get("/api/libraries");
  me.value = who;
  if (route.value.name === "login" || route.value.name === "setup") go("/", { replace: true });
  enter(all);
}

export async function logOut() {
  await api.post("/api/logout").catch(() => {});
  leave();
}

/** A fresh page forgets what the last person saw. */
function leave() {
  player?.stop();
  location.assign("/login");
}

/** @param {Api.Libraries} all */
function enter(all) {
  if (player) return;
  takeLibraries(all.libraries);
  player = createPlayer({
    onEvent: (kind, value) => {
      if (kind === "notice") say(value.level, value.text);
      takeEvent(kind, value);
    },
    onConnection: (state) => (connection.value = state),
    onRefused: (media) => (refused.value = media),
  });
  deviceId.value = player.device.id;
  stage.value = "ready";
  watchScans();
  bindMediaKeys({ play, pause, next, previous, seek });
  showWhatPlays(serverNow);
  void player.start();
}

/** The tap that the browser asked for: this page now may play, so the music comes (back) here. */
export function playAfterTap() {
  refused.value = null;
  const here = deviceId.value;
  const elsewhere = household.value.sessions.some((session) => session.outputs.some((output) => output.device_id !== here));
  if (here) void ask(elsewhere ? { do: "move", device_id: here } : { do: "play", device_id: here });
}
