// Which libraries there are for this person, and the one that the lists are of.

import { signal } from "../../vendor/preact.js";
import { query } from "../net/api.js";

const CHOSEN = "segue.library";

/** @type {{value: Api.MusicLibrary[]}} */
export const libraries = signal([]);
/** null: all of them. @type {{value: string | null}} */
export const libraryId = signal(null);

/** @param {Api.MusicLibrary[]} all */
export function takeLibraries(all) {
  libraries.value = all;
  libraryId.value = all.some(({ id }) => id === kept()) ? kept() : null;
}

/** @param {string | null} id */
export function chooseLibrary(id) {
  libraryId.value = id;
  try {
    if (id) localStorage.setItem(CHOSEN, id);
    else localStorage.removeItem(CHOSEN);
  } catch {
    // Then it lasts as long as the page.
  }
}

/** An address of the API that lists, of the chosen library. @param {string} path @param {Record<string, unknown>} [values] */
export const within = (path, values = {}) => path + query({ ...values, library_id: libraryId.value });

function kept() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}
