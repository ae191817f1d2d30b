// The links that one gave away: how often they were opened, until when they hold, and an end to them.

import { html } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { counted, day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { say, trying } from "../../state/toasts.js";
import { copyText } from "../shares/new.js";

/** @param {Api.Share} share */
function factsOf(share) {
  const over = share.expires_utc && new Date(share.expires_utc) <= new Date();
  const until = share.expires_utc ? `${over ? "over since" : "until"} ${day(share.expires_utc)}` : "until you delete it";
  return `${counted(share.track_count, "track")}, opened ${counted(share.visits, "time")}, ${until}`;
}

export function Shares() {
  const loaded = useLoaded("/api/shares");
  /** @type {Api.Share[]} */
  const all = loaded.value?.shares ?? [];
  const end = (/** @type {Api.Share} */ share) => trying(async () => {
    await api.delete(`/api/shares/${encodeURIComponent(share.id)}`);
    say("info", "The link leads nowhere now");
    loaded.again();
  });
  if (!all.length) return null;
  return html`<section><h2>Links you shared</h2>
    <ul class="rows">${all.map((share) => html`<li key=${share.id}><span><b><a href=${share.url} target="_blank" rel="noopener">${share.description || share.url}</a></b><small>${factsOf(share)}</small></span>
      ${navigator.clipboard && html`<${Button} kind="quiet" onClick=${() => copyText(share.url)}>Copy</${Button}>`}
      <${IconButton} label=${`Delete the link ${share.description || share.url}`} icon="trash" size=${20} onClick=${() => end(share)} /></li>`)}</ul></section>`;
}
