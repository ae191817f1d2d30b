// The frame around every page: navigation, the page itself, the player, and what is said in passing.

import { html, useEffect } from "../vendor/preact.js";
import { Banners } from "./components/banners.js";
import { Mark } from "./components/icons.js";
import { lazy } from "./components/lazy.js";
import { LibrarySwitch } from "./components/library_switch.js";
import { PlayerBar } from "./components/player_bar.js";
import { QueuePanel } from "./components/queue_panel.js";
import { Sidebar, TabBar } from "./components/navigation.js";
import { Toasts } from "./components/toasts.js";
import { watchKeys } from "./state/keys.js";
import { route } from "./state/route.js";
import { panel, session, stage } from "./state/store.js";
import { AlbumView } from "./views/album.js";
import { AlbumsView } from "./views/albums.js";

const ArtistView = lazy(() => import("./views/artist.js"), "ArtistView");
const ArtistsView = lazy(() => import("./views/artists.js"), "ArtistsView");
const FolderView = lazy(() => import("./views/folders.js"), "FolderView");
const FoldersView = lazy(() => import("./views/folders.js"), "FoldersView");
const BrowseView = lazy(() => import("./views/browse/browse.js"), "BrowseView");
const LoginView = lazy(() => import("./views/entrance.js"), "LoginView");
const SetupView = lazy(() => import("./views/entrance.js"), "SetupView");
const NowPlaying = lazy(() => import("./components/now_playing.js"), "NowPlaying");
const PlaylistView = lazy(() => import("./views/playlists/one.js"), "PlaylistView");
const PlaylistsView = lazy(() => import("./views/playlists/list.js"), "PlaylistsView");
const QueueView = lazy(() => import("./views/queue.js"), "QueueView");
const PodcastView = lazy(() => import("./views/podcasts/one.js"), "PodcastView", "settings");
const PodcastsView = lazy(() => import("./views/podcasts/list.js"), "PodcastsView", "settings");
const RadioView = lazy(() => import("./views/radio/radio.js"), "RadioView", "settings");
const SearchView = lazy(() => import("./views/search.js"), "SearchView");
const SpeakersView = lazy(() => import("./views/speakers/list.js"), "SpeakersView", "settings");
const SpeakerView = lazy(() => import("./views/speakers/one.js"), "SpeakerView", "settings");
const AlarmsView = lazy(() => import("./views/alarms/alarms.js"), "AlarmsView", "settings");
const HandoffsView = lazy(() => import("./views/speakers/handoffs.js"), "HandoffsView", "settings");
const SettingsView = lazy(() => import("./views/settings/settings.js"), "SettingsView", "settings");
const StarredView = lazy(() => import("./views/starred.js"), "StarredView");

function Page() {
  const { name, id } = route.value;
  switch (name) {
    case "albums": return id ? html`<${AlbumView} key=${id} id=${id} />` : html`<${AlbumsView} />`;
    case "artists": return id ? html`<${ArtistView} key=${id} id=${id} />` : html`<${ArtistsView} />`;
    case "genres": case "years": case "labels": case "composers": return html`<${BrowseView} key=${name + id} by=${name} id=${id} />`;
    case "folders": return id ? html`<${FolderView} key=${id} id=${id} />` : html`<${FoldersView} />`;
    case "playlists": return id ? html`<${PlaylistView} key=${id} id=${id} />` : html`<${PlaylistsView} />`;
    case "search": return html`<${SearchView} />`;
    case "podcasts": return id ? html`<${PodcastView} key=${id} id=${id} />` : html`<${PodcastsView} />`;
    case "radio": return html`<${RadioView} />`;
    case "starred": return html`<${StarredView} />`;
    case "queue": return html`<${QueueView} />`;
    case "speakers": return id ? html`<${SpeakerView} key=${id} id=${id} />` : html`<${SpeakersView} />`;
    case "alarms": return html`<${AlarmsView} />`;
    case "handoffs": return html`<${HandoffsView} />`;
    case "settings": return html`<${SettingsView} />`;
    case "login": case "setup": return html`<${AlbumsView} />`;
    default: return html`<div class="empty"><h1>Nothing here</h1><p>This address leads nowhere.</p><a class="button" href="/">To the albums</a></div>`;
  }
}

function House() {
  useEffect(watchKeys, []);
  const shape = [panel.value === "queue" ? "with-queue" : "", session.value?.current ? "with-player" : ""].join(" ");
  return html`<div class="house ${shape}">
    <a class="skip" href="#page" onClick=${skip}>To the page</a>
    <${Sidebar} />
    <main id="page" tabindex="-1"><${Banners} /><${LibrarySwitch} kind="in-page" /><${Page} /></main>
    <${QueuePanel} />
    <${PlayerBar} />
    <${TabBar} />
    ${panel.value === "playing" && html`<${NowPlaying} />`}
    <${Toasts} />
  </div>`;
}

/** @param {MouseEvent} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("page")?.focus();
}

export function App() {
  switch (stage.value) {
    case "ready": return html`<${House} />`;
    case "login": return html`<${LoginView} />`;
    case "setup": return html`<${SetupView} />`;
    case "unreachable": return html`<div class="boot" role="alert"><${Mark} size=${56} /><p>Segue cannot be reached. Trying again…</p></div>`;
    default: return html`<div class="boot" role="status" aria-label="Segue is loading"><${Mark} size=${56} /></div>`;
  }
}
