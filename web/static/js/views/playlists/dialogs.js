// Naming and describing a playlist.

import { html } from "../../../vendor/preact.js";
import { openDialog } from "../../components/dialog.js";
import { change, create } from "../../state/playlists.js";
import { go } from "../../state/route.js";
import { Form } from "../settings/form.js";

export function openNew() {
  openDialog("New playlist", (close) => {
    const make = async (/** @type {Record<string, string>} */ { name, is_public }) => {
      const made = await create({ name: name.trim(), is_public: is_public === "on" });
      close();
      go(`/playlists/${made.id}`);
    };
    return html`<${Form} button="Make it" send=${make}>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" /></label>
      <label class="check"><input type="checkbox" name="is_public" />Everybody in the house may see it</label></${Form}>`;
  });
}

/** @param {Api.Playlist} playlist */
export function openDetails(playlist) {
  openDialog("Playlist details", (close) => {
    const save = async (/** @type {Record<string, string>} */ { name, description, is_public }) => {
      await change(playlist.id, { name: name.trim(), description, is_public: is_public === "on" });
      close();
    };
    return html`<${Form} button="Save" send=${save} keep>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" value=${playlist.name} /></label>
      <label class="field"><span>Description</span><input name="description" maxlength="2000" value=${playlist.description} /></label>
      <label class="check"><input type="checkbox" name="is_public" checked=${playlist.is_public} />Everybody in the house may see it</label></${Form}>`;
  });
}

/** What an import could not find. @param {string} name @param {string[]} missing */
export function openMissing(name, missing) {
  openDialog(`${name}: not found`, () => html`<p>These lines fit no track of this library.</p><ul class="missing">${missing.slice(0, 200).map((line) => html`<li key=${line}>${line}</li>`)}</ul>`);
}
