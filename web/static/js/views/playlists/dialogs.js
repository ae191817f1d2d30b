// Naming, describing and deleting a playlist.

import { html } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { change, create, remove } from "../../state/playlists.js";
import { go } from "../../state/route.js";
import { say, trying } from "../../state/toasts.js";
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

/** @param {Api.Playlist} playlist */
export function openDelete(playlist) {
  openDialog(`Delete ${playlist.name}?`, (close) => {
    const act = () => trying(async () => {
      await remove(playlist.id);
      close();
      say("info", `${playlist.name} is deleted`);
      go("/playlists");
    });
    return html`<p>Its tracks stay in the library.</p><div class="actions"><${Button} kind="danger" onClick=${act}>Delete</${Button}><${Button} kind="quiet" onClick=${close}>Keep it</${Button}></div>`;
  });
}

/** What an import could not find. @param {string} name @param {string[]} missing */
export function openMissing(name, missing) {
  openDialog(`${name}: not found`, () => html`<p>These lines fit no track of this library.</p><ul class="missing">${missing.slice(0, 200).map((line) => html`<li key=${line}>${line}</li>`)}</ul>`);
}
