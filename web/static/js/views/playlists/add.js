// Which playlist something goes into: one of one's own, or a new one.

import { html, useEffect, useState } from "../../../vendor/preact.js";
import { Cover } from "../../components/cover.js";
import { openDialog } from "../../components/dialog.js";
import { counted } from "../../components/format.js";
import { add, create, leaving, list } from "../../state/playlists.js";
import { say, trying } from "../../state/toasts.js";
import { Form } from "../settings/form.js";

/** @param {{items: string[], what: string, close: () => void}} props */
function Add({ items, what, close }) {
  const [own, setOwn] = useState(/** @type {Api.Playlist[] | null} */ (null));
  useEffect(() => {
    void trying(async () => setOwn((await list()).playlists.filter((one) => one.is_own && !one.is_smart && !leaving.value.includes(one.id))));
  }, []);
  const done = (/** @type {string} */ name) => {
    say("info", `${what} is in ${name}`);
    close();
  };
  const choose = (/** @type {Api.Playlist} */ one) => trying(async () => {
    await add(one.id, items);
    done(one.name);
  });
  const make = async (/** @type {Record<string, string>} */ { name }) => {
    const made = await create({ name: name.trim(), items });
    done(made.name);
  };
  return html`<div aria-busy=${own === null}>
    <ul class="choices">${own?.map((one) => html`<li key=${one.id}><button type="button" class="choice" onClick=${() => choose(one)}>
      <${Cover} coverId=${one.cover_id} of=${one.name} px=${40} /><span class="track-text"><b>${one.name}</b><small>${counted(one.track_count, "track")}</small></span></button></li>`)}</ul>
    <${Form} button="Make it and add" send=${make}><label class="field"><span>New playlist</span><input name="name" required maxlength="100" placeholder="Its name" /></label></${Form}>
  </div>`;
}

/** @param {string[]} items @param {string} what */
export function openAdd(items, what) {
  openDialog("Add to a playlist", (close) => html`<${Add} items=${items} what=${what} close=${close} />`);
}
