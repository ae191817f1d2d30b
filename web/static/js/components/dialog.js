// A question in the middle of the page that must be answered or left; the browser's own dialog keeps the focus in it.

import { html, render, useEffect, useRef } from "../../vendor/preact.js";
import { IconButton } from "./button.js";

/** @param {{label: string, onClose: () => void, children?: any}} props */
function Dialog({ label, onClose, children }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => box.current?.showModal(), []);
  const outside = (/** @type {MouseEvent} */ event) => event.target === box.current && onClose();
  return html`<dialog class="dialog" ref=${box} aria-label=${label} onClose=${onClose} onMouseDown=${outside}>
    <header><h2>${label}</h2><${IconButton} label="Close" icon="close" onClick=${onClose} /></header>${children}</dialog>`;
}

/** Opens one; `draw` gets what closes it. @param {string} label @param {(close: () => void) => any} draw */
export function openDialog(label, draw) {
  const place = document.createElement("div");
  document.body.append(place);
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(html`<${Dialog} label=${label} onClose=${close}>${draw(close)}</${Dialog}>`, place);
}
