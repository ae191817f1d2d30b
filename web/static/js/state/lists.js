// The long lists of the library, kept while the app runs, so that going back is instant; made anew after a scan.

import { effect } from "../../vendor/preact.js";
import { api, query } from "../net/api.js";
import { libraryId } from "./libraries.js";
import { Paged } from "./paged.js";
import { scan } from "./store.js";

const MOST_KEPT = 12;
/** @type {Map<string, Paged<any>>} */
const kept = new Map();

/** @template T @param {string} path @param {Record<string, unknown>} [filter] @returns {Paged<T>} */
function list(path, filter = {}) {
  const within = { ...filter, library_id: libraryId.value };
  const key = path + query(within);
  const known = kept.get(key);
  if (known) return known;
  const fresh = new Paged((offset, limit, signal) => api.get(path + query({ ...within, offset, limit }), signal));
  kept.set(key, fresh);
  if (kept.size > MOST_KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
  return fresh;
}

/** @param {{order: string, genre?: string, label?: string, credited_id?: string, role?: string, from_year?: number, to_year?: number}} filter @returns {Paged<Api.Release>} */
export const releases = (filter) => list("/api/releases", filter);
/** @returns {Paged<Api.Artist>} */
export const artists = () => list("/api/artists");
/** @returns {Paged<Api.Label>} */
export const labels = () => list("/api/labels");
/** @param {string} role @returns {Paged<Api.Credited>} */
export const credited = (role) => list("/api/credits", { role });
/** @param {{genre?: string, artist_id?: string}} filter @returns {Paged<Api.Track>} */
export const tracks = (filter) => list("/api/tracks", filter);
/** Everything again: after a scan that changed something, or when the user changed. */
export function refreshLists() {
  kept.forEach((each) => each.refresh());
}

export function forgetLists() {
  kept.clear();
}

/** Once, when the app starts. */
export function watchScans() {
  let before = scan.value;
  effect(() => {
    const now = scan.value;
    const ended = before?.state === "scanning" && now?.state !== "scanning";
    const grew = now?.state === "scanning" && before?.state === "scanning" && before.added === 0 && now.added > 0;
    before = now;
    if (ended || grew) refreshLists();
  });
}
