// What belongs to an album, as people say it: merged, split off, and taken back. Albums that are shown ask again.

import { signal } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { refreshLists } from "./lists.js";
import { go, route } from "./route.js";
import { say, trying } from "./toasts.js";

/** Counts up with every change. */
export const regrouped = signal(0);

function changed() {
  regrouped.value += 1;
  refreshLists();
}

/** @param {string} text @param {Api.Regrouped} made @param {string} back  the album to return to, should it be undone */
function offerUndo(text, made, back) {
  const act = () => void trying(async () => {
    await undoRegrouping(made.regrouping.id);
    if (route.value.id === made.release.id && back !== made.release.id) go(`/albums/${back}`, { replace: true });
    say("info", "Everything is as it was");
  });
  say("info", text, { label: "Undo", act });
}

/** @param {Api.Release} into @param {Api.Release[]} others */
export async function merge(into, others) {
  /** @type {Api.Regrouped} */
  const made = await api.post("/api/releases/merge", { into: into.id, releases: others.map(({ id }) => id) });
  changed();
  offerUndo(`${made.release.title} is one album of ${made.release.track_count} tracks`, made, into.id);
}

/** @param {Api.Release} release @param {string[]} tracks */
export async function split(release, tracks) {
  /** @type {Api.Regrouped} */
  const made = await api.post("/api/releases/split", { tracks });
  changed();
  go(`/albums/${made.release.id}`);
  offerUndo(tracks.length === 1 ? "The track is an album of its own" : "The tracks are an album of their own", made, release.id);
}

/** @param {string} id */
export async function undoRegrouping(id) {
  await api.delete(`/api/regroupings/${encodeURIComponent(id)}`);
  changed();
}
