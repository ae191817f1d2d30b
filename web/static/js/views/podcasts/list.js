// The podcasts that the house follows.

import { html } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { Empty, Trouble } from "../../components/empty.js";
import { day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { me } from "../../state/store.js";
import { say, trying } from "../../state/toasts.js";
import { Form } from "../settings/form.js";

/** @param {Api.Podcast} podcast */
const newsOf = (podcast) => podcast.error || (podcast.refreshed_utc ? `Read ${day(podcast.refreshed_utc)}` : "Its feed is being read…");

export function PodcastsView() {
  const loaded = useLoaded("/api/podcasts");
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  /** @type {Api.Podcast[]} */
  const podcasts = loaded.value?.podcasts ?? [];
  const isAdmin = me.value?.is_admin;
  const follow = () => openDialog("Follow a podcast", (close) => {
    const send = async (/** @type {Record<string, string>} */ { url }) => {
      await api.post("/api/podcasts", { url: url.trim() });
      say("info", "Its episodes appear here soon");
      close();
      loaded.again();
    };
    return html`<${Form} button="Follow" send=${send} keep><label class="field"><span>Address of the feed</span><input name="url" type="url" required maxlength="2000" placeholder="…/feed.xml" /></label></${Form}>`;
  });
  const refresh = () => trying(async () => {
    await api.post("/api/podcasts/refresh");
    say("info", "The feeds are being read");
  });
  const leave = (/** @type {Api.Podcast} */ podcast) => trying(async () => {
    await api.delete(`/api/podcasts/${podcast.id}`);
    loaded.again();
  });
  return html`<div class="view narrow"><div class="view-head"><h1>Podcasts</h1>${isAdmin && html`<div class="actions">
      ${podcasts.length > 0 && html`<${Button} icon="repeat" onClick=${refresh}>Look for episodes</${Button}>`}
      <${Button} icon="plus" onClick=${follow}>Follow a podcast</${Button}></div>`}</div>
    ${loaded.value && !podcasts.length && html`<${Empty} title="No podcasts yet"><p>${isAdmin ? "Follow one" : "An administrator follows one"} by the address of its feed. Its episodes play in every room and remember where you stopped.</p></${Empty}>`}
    <ul class="rows" aria-label="Podcasts">${podcasts.map((podcast) => html`<li key=${podcast.id}><span><b><a href=${`/podcasts/${podcast.id}`}>${podcast.title || podcast.url}</a></b><small>${newsOf(podcast)}</small></span>
      ${isAdmin && html`<${IconButton} label=${`Leave ${podcast.title || podcast.url}`} icon="trash" size=${20} onClick=${() => leave(podcast)} />`}</li>`)}</ul></div>`;
}
