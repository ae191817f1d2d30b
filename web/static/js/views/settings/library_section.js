// What the library holds, and a look for news.

import { html } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { size, span } from "../../components/format.js";
import { startScan } from "../../components/no_music.js";
import { ScanProgress } from "../../components/scan_progress.js";
import { useLoaded } from "../../state/loaded.js";
import { me, scan } from "../../state/store.js";

/** What the last scan did. @param {Api.Scan | null} now */
function outcome(now) {
  if (now?.state === "failed") return `The last scan failed: ${now.reason ?? "unknown"}`;
  const done = now ? [[now.added, "new"], [now.changed, "changed"], [now.removed, "gone"]].filter(([count]) => count) : [];
  return done.length ? `Last scan: ${done.map(([count, what]) => `${Number(count).toLocaleString()} ${what}`).join(", ")}` : "";
}

/** What takes disk space and could be made again. */
function Caches() {
  const loaded = useLoaded("/api/caches");
  /** @type {Api.Caches | null} */
  const caches = loaded.value;
  if (!caches) return null;
  const part = (/** @type {Api.Kept} */ kept) => `${size(kept.bytes)} of ${size(kept.budget_bytes)}`;
  return html`<p>Kept for later: ${part(caches.streams)} of converted music, ${part(caches.covers)} of covers.</p>`;
}

export function LibrarySection() {
  const scanning = scan.value?.state === "scanning";
  const loaded = useLoaded(`/api/library${scanning ? "?scanning" : ""}`);
  /** @type {Api.Library | null} */
  const library = loaded.value;
  const figures = library ? [[library.releases.toLocaleString(), "albums"], [library.artists.toLocaleString(), "artists"], [library.tracks.toLocaleString(), "tracks"],
    [span(library.duration_ms), "of music"], [size(library.size_bytes), "on disk"]] : [];
  return html`<section><h2>Library</h2>
    <div class="figures">${figures.map(([value, what]) => html`<div key=${what}><b>${value}</b><small>${what}</small></div>`)}</div>
    <${ScanProgress} />
    ${!scanning && html`<p>${outcome(scan.value)}</p>`}
    <${Caches} />
    ${me.value?.is_admin && html`<div class="actions"><${Button} disabled=${scanning} onClick=${() => startScan()}>Look for new music</${Button}>
      <${Button} kind="quiet" disabled=${scanning} onClick=${() => startScan(true)}>Read everything again</${Button}></div>`}</section>`;
}
