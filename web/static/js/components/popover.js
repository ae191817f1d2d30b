// A box that opens from a button and goes on Escape, on a tap outside, and when the focus leaves it.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { IconButton } from "./button.js";
import { Icon } from "./icons.js";

/**
 * @param {{open: boolean, onClose: () => void, label: string, kind?: string, children?: any}} props
 */
export function Popover({ open, onClose, label, kind = "", children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!open) return undefined;
    const before = document.activeElement;
    const outside = (/** @type {Event} */ event) => {
      const inside = event.target instanceof Node && box.current?.parentElement?.contains(event.target);
      if (!inside) onClose();
    };
    const escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      onClose();
      if (before instanceof HTMLElement) before.focus();
    };
    const first = box.current?.querySelector("button:not(:disabled), a, input");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", escape, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", escape, true);
    };
  }, [open]);
  return open && html`<div class="popover ${kind}" role="dialog" aria-label=${label} ref=${box}>${children}</div>`;
}

/** @typedef {{label: string, icon: string, act: () => void, danger?: boolean, disabled?: boolean}} Choice */

/** Up and down go through the choices. @param {KeyboardEvent} event */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.currentTarget instanceof Element)) return;
  event.preventDefault();
  event.stopPropagation();
  const items = [...event.currentTarget.querySelectorAll("button:not(:disabled)")];
  const at = items.indexOf(/** @type {Element} */ (document.activeElement));
  const next = items[(at + step + items.length) % items.length];
  if (next instanceof HTMLElement) next.focus();
}

/** "…": further things to do. @param {{label: string, choices: Choice[], kind?: string, size?: number, children?: any}} props  children: below the choices */
export function Menu({ label, choices, kind = "", size = 22, children }) {
  const [open, setOpen] = useState(false);
  const act = (/** @type {Choice} */ choice) => {
    setOpen(false);
    choice.act();
  };
  return html`<div class="menu-root ${open ? "is-open" : ""}">
    <${IconButton} label=${label} icon="more" size=${size} kind=${kind} expanded=${open} onClick=${() => setOpen(!open)} />
    <${Popover} open=${open} onClose=${() => setOpen(false)} label=${label} kind="menu">
      <div onKeyDown=${walk}>
        ${choices.map((choice) => html`<button type="button" class=${choice.danger ? "choice danger" : "choice"} disabled=${choice.disabled}
          onClick=${() => act(choice)}><${Icon} name=${choice.icon} size=${18} />${choice.label}</button>`)}
      </div>${children}
    </${Popover}>
  </div>`;
}
