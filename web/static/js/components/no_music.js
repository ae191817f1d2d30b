// The first thing a new house sees: how to get music into it.

import { html } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { me, scan } from "../state/store.js";
import { trying } from "../state/toasts.js";
import { Button } from "./button.js";
import { Empty } from "./empty.js";
import { ScanProgress } from "./scan_progress.js";

export const startScan = (full = false) => trying(() => api.post("/api/scan", { full }));

export function NoMusic() {
  if (scan.value?.state === "scanning") {
    return html`<${Empty} title="Your music is coming in"><p>Albums appear here while Segue reads the folder.</p><${ScanProgress} /></${Empty}>`;
  }
  return html`<${Empty} title="No music yet">
    <p>Start Segue with the folder that holds your music, or name it in <code>config.toml</code>:</p>
    <pre><code>make run MUSIC=/home/anna/Music</code></pre>
    <p>Then let it look again. FLAC, MP3, Ogg, Opus, M4A, WAV and more are read as they are.</p>
    ${me.value?.is_admin && html`<${Button} kind="primary" onClick=${() => startScan()}>Scan now</${Button}>`}
  </${Empty}>`;
}
