// Chooses the library that lists are of; not there while there is but one.

import { html } from "../../vendor/preact.js";
import { chooseLibrary, libraries, libraryId } from "../state/libraries.js";
import { route } from "../state/route.js";

const LISTS = ["albums", "artists", "genres", "years", "labels", "composers", "folders", "starred", "search"];

/** @param {{kind: "in-side" | "in-page"}} props */
export function LibrarySwitch({ kind }) {
  if (libraries.value.length < 2) return null;
  if (kind === "in-page" && (route.value.id || !LISTS.includes(route.value.name))) return null;
  const choose = (/** @type {Event} */ event) => chooseLibrary(/** @type {HTMLSelectElement} */ (event.currentTarget).value || null);
  return html`<label class="library-switch ${kind}"><span class="hidden">Library</span><select value=${libraryId.value ?? ""} onChange=${choose}>
    <option value="">All libraries</option>${libraries.value.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>`;
}
