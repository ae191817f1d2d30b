// How far a running scan is.

import { html } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { me, scan } from "../state/store.js";
import { trying } from "../state/toasts.js";
import { IconButton } from "./button.js";

const stop = () => trying(() => api.delete("/api/scan"));

/** How long it will still take, roughly. @param {number} seconds */
const left = (seconds) => (seconds < 90 ? `about ${Math.max(1, Math.round(seconds))} s` : `about ${Math.round(seconds / 60).toLocaleString()} min`);

export function ScanProgress() {
  const now = scan.value;
  if (now?.state !== "scanning") return null;
  const part = now.expected ? Math.min(1, now.seen / now.expected) : null;
  const known = now.expected ? ` of ${now.expected.toLocaleString()}` : "";
  const pace = now.rate_files_per_s && now.remaining_s != null ? `, ${Math.round(now.rate_files_per_s).toLocaleString()} a second, ${left(now.remaining_s)} left` : "";
  return html`<div class="scan" role="status">
    <span>Reading your music</span><small>${now.seen.toLocaleString()}${known} files${pace}</small>
    ${me.value?.is_admin && html`<${IconButton} label="Stop reading" icon="close" size=${16} onClick=${stop} />`}
    <progress max="1" value=${part ?? undefined} aria-label="Scan" />
  </div>`;
}
