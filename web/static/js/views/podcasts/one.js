// One podcast: its episodes, to be fetched, played and let go.

import { html, useEffect } from "../../../vendor/preact.js";
import { IconButton } from "../../components/button.js";
import { Empty, Trouble } from "../../components/empty.js";
import { clockTime, day } from "../../components/format.js";
import { Icon } from "../../components/icons.js";
import { api } from "../../net/api.js";
import { playNow } from "../../state/commands.js";
import { useLoaded } from "../../state/loaded.js";
import { me } from "../../state/store.js";
import { trying } from "../../state/toasts.js";

const ASK_AGAIN_MS = 3_000;

/** @param {Api.Episode} episode */
function factsOf(episode) {
  const about = [episode.published_utc && day(episode.published_utc), episode.duration_ms > 0 && clockTime(episode.duration_ms)];
  const news = { new: "", downloading: "being downloaded…", completed: episode.track_id ? "" : "being added to the library…", error: episode.error, deleted: "" }[episode.status];
  const resume = episode.position_ms ? `resume at ${clockTime(episode.position_ms)}` : "";
  return [...about, resume, news].filter(Boolean).join(" · ");
}

/** @param {{episode: Api.Episode, again: () => void}} props */
function Row({ episode, again }) {
  const { track_id: track, status } = episode;
  const fetch = () => trying(() => api.post(`/api/episodes/${episode.id}/download`).then(again));
  const remove = () => trying(() => api.delete(`/api/episodes/${episode.id}/file`).then(again));
  const isHere = status === "completed";
  return html`<li>${track ? html`<${IconButton} label=${`Play ${episode.title}`} icon="play" onClick=${() => playNow([track], { positionMs: episode.position_ms ?? 0, shuffle: false })} />` : ""}
    <span><b>${episode.title}</b><small>${factsOf(episode)}</small></span>
    ${me.value?.is_admin && !isHere && status !== "downloading" && html`<${IconButton} label=${`Download ${episode.title}`} icon="down" onClick=${fetch} />`}
    ${me.value?.is_admin && isHere && html`<${IconButton} label=${`Delete the file of ${episode.title}`} icon="trash" size=${20} onClick=${remove} />`}</li>`;
}

/** @param {{id: string}} props */
export function PodcastView({ id }) {
  const loaded = useLoaded(`/api/podcasts/${encodeURIComponent(id)}`);
  /** @type {Api.PodcastDetail | null} */
  const detail = loaded.value;
  const isBusy = detail && (detail.podcast.status === "new" || detail.episodes.some(({ status, track_id }) => status === "downloading" || (status === "completed" && !track_id)));
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(loaded.again, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  });
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  if (!detail) return html`<div class="view" aria-busy="true" />`;
  const { podcast, episodes } = detail;
  return html`<div class="view narrow"><div class="view-head"><a class="icon-button" href="/podcasts" aria-label="All podcasts"><${Icon} name="back" /></a><h1>${podcast.title || podcast.url}</h1></div>
    ${podcast.error && html`<p role="alert">${podcast.error}</p>`}
    ${podcast.description && html`<p>${podcast.description}</p>`}
    ${!episodes.length && !isBusy && html`<${Empty} title="No episodes" />`}
    <ul class="rows" aria-label="Episodes">${episodes.map((episode) => html`<${Row} key=${episode.id} episode=${episode} again=${loaded.again} />`)}</ul></div>`;
}
