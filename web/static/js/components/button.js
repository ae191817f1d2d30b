// The two kinds of button: one that says it in words, one that shows it and says it to screen readers and on hover.

import { html } from "../../vendor/preact.js";
import { Icon } from "./icons.js";

/**
 * @param {{label: string, icon: string, onClick?: (event: MouseEvent) => void, size?: number, pressed?: boolean,
 *   expanded?: boolean, disabled?: boolean, kind?: string, keys?: string}} props
 */
export function IconButton({ label, icon, onClick, size = 22, pressed, expanded, disabled, kind = "", keys }) {
  return html`<button type="button" class="icon-button ${kind}" aria-label=${label} title=${keys ? `${label} (${keys})` : label}
    aria-pressed=${pressed} aria-expanded=${expanded} disabled=${disabled} onClick=${onClick}><${Icon} name=${icon} size=${size} /></button>`;
}

/**
 * @param {{children?: any, icon?: string, kind?: string, type?: string, busy?: boolean, disabled?: boolean,
 *   onClick?: (event: MouseEvent) => void}} props
 */
export function Button({ children, icon, kind = "", type = "button", busy = false, disabled = false, onClick }) {
  return html`<button type=${type} class="button ${kind}" aria-busy=${busy} disabled=${disabled || busy} onClick=${onClick}>
    ${icon && html`<${Icon} name=${icon} size=${18} />`}<span>${children}</span></button>`;
}
