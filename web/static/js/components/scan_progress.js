// How far a running scan is.

import { html } from "../../vendor/preact.js";
import { scan } from "../state/store.js";

export function ScanProgress() {
  const now = scan.value;
  if (now?.state !== "scanning") return null;
  const part = now.expected ? Math.min(1, now.seen / now.expected) : null;
  const known = now.expected ? ` of ${now.expected.toLocaleString()}` : "";
  return html`<div class="scan" role="status">
    <span>Reading your music</span><small>${now.seen.toLocaleString()}${known} files</small>
    <progress max="1" value=${part ?? undefined} aria-label="Scan" />
  </div>`;
}
