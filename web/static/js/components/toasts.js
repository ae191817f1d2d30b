// Sentences in passing, read aloud by screen readers.

import { html } from "../../vendor/preact.js";
import { dismiss, toasts } from "../state/toasts.js";
import { Button, IconButton } from "./button.js";

/** @param {import("../state/toasts.js").Toast} toast */
function take(toast) {
  dismiss(toast.id);
  toast.offer?.act();
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map((toast) => html`<div key=${toast.id} class="toast ${toast.level}"><span>${toast.text}</span>
      ${toast.offer && html`<${Button} kind="quiet" onClick=${() => take(toast)}>${toast.offer.label}</${Button}>`}
      <${IconButton} label="Dismiss" icon="close" size=${16} onClick=${() => dismiss(toast.id)} /></div>`)}
  </div>`;
}
