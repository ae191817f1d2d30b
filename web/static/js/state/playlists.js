// The playlists that this user sees, and what can be done with them.

import { signal } from "../../vendor/preact.js";
import { api, query } from "../net/api.js";
import { playlistChanges } from "./store.js";
import { OFFER_STAYS_MS, say, trying } from "./toasts.js";

export const PAGE = 500;

export { playlistChanges as changes } from "./store.js";

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
async function changing(work) {
  try {
    return await work;
  } finally {
    playlistChanges.value += 1;
  }
}

/** @param {string} id @param {string} [rest] */
const address = (id, rest = "") => `/api/playlists/${encodeURIComponent(id)}${rest}`;

/** @returns {Promise<{playlists: Api.Playlist[]}>} */
export const list = () => api.get("/api/playlists");

/** @param {{name: string, items?: string[], rules?: Api.Rules, is_public?: boolean}} body @returns {Promise<Api.Playlist>} */
export const create = (body) => changing(api.post("/api/playlists", body));

/** @param {string} id @param {{name?: string, description?: string, is_public?: boolean, rules?: Api.Rules}} body @returns {Promise<Api.Playlist>} */
export const change = (id, body) => changing(api.patch(address(id), body));

/** What was deleted here a moment ago and may still be wanted back. @type {{value: string[]}} */
export const leaving = signal([]);

/** Gone from the pages at once, from the server when nobody wants it back, or with this page. @param {Api.Playlist} playlist */
export function remove({ id, name }) {
  const stay = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", act);
    leaving.value = leaving.value.filter((each) => each !== id);
  };
  const act = () => trying(async () => {
    clearTimeout(timer);
    removeEventListener("pagehide", act);
    await changing(api.delete(address(id), { keepalive: true })).catch(/** @param {unknown} error */ (error) => {
      stay();
      throw error;
    });
  });
  const timer = setTimeout(act, OFFER_STAYS_MS);
  addEventListener("pagehide", act);
  leaving.value = [...leaving.value, id];
  say("info", `${name} is deleted`, { label: "Undo", act: stay });
}

/** @param {string} id @param {string[]} items */
export const add = (id, items) => changing(api.post(address(id, "/entries"), { items }));

/** @param {string} id @param {string[]} entryIds */
export const removeEntries = (id, entryIds) => changing(api.post(address(id, "/entries/remove"), { entry_ids: entryIds }));

/** @param {string} id @param {string} entryId @param {string | null} before */
export const moveEntry = (id, entryId, before) => api.post(address(id, "/entries/move"), { entry_ids: [entryId], before });

/** @param {string} id @param {number} offset @returns {Promise<Api.PlaylistEntries>} */
export const entries = (id, offset) => api.get(address(id, `/entries${query({ offset, limit: PAGE })}`));

/** @param {File} file @returns {Promise<Api.ImportedPlaylist>} */
export async function importFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  const name = file.name.replace(/\.[^.]*$/, "").slice(0, 100) || "Imported";
  return changing(api.post("/api/playlists/import", { name, data: btoa(text) }));
}

/** Where an entry is after a move, before the server has said so. @template {{entry_id: string}} T @param {T[]} all @param {string} entryId @param {string | null} before @returns {T[]} */
export function moved(all, entryId, before) {
  const one = all.find((entry) => entry.entry_id === entryId);
  if (!one || entryId === before) return all;
  const rest = all.filter((entry) => entry !== one);
  const at = before === null ? rest.length : rest.findIndex((entry) => entry.entry_id === before);
  return at < 0 ? all : [...rest.slice(0, at), one, ...rest.slice(at)];
}
