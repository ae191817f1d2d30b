// Sentences in passing, read aloud by screen readers.

import { html } from "../../vendor/preact.js";
import { dismiss, toasts } from "../state/toasts.js";
import { IconButton } from "./button.js";

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map((toast) => html`<div key=${toast.id} class="toast ${toast.level}"><span>${toast.text}</span>
      <${IconButton} label="Dismiss" icon="close" size=${16} onClick=${() => dismiss(toast.id)} /></div>`)}
  </div>`;
}
