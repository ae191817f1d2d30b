// The keyboard, wherever no field has it: space plays, arrows seek and skip, "/" searches.

import { next, previous, skip, toggle } from "./commands.js";
import { serverNow } from "./house.js";
import { go, route } from "./route.js";
import { panel } from "./store.js";

const SKIP_MS = 10_000;

/** @param {KeyboardEvent} event @returns {boolean} */
function isTyping({ target }) {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}

/** @param {KeyboardEvent} event */
function act(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return false;
  const onControl = event.target instanceof Element && event.target.closest("button, a, [role=dialog]");
  switch (event.key) {
    case " ": return !onControl && begun(toggle());
    case "ArrowRight": return !onControl && begun(event.shiftKey ? next() : skip(SKIP_MS, serverNow()));
    case "ArrowLeft": return !onControl && begun(event.shiftKey ? previous() : skip(-SKIP_MS, serverNow()));
    case "/": return focusSearch();
    case "Escape": return panel.value === "none" ? false : ((panel.value = "none"), true);
    default: return false;
  }
}

/** The key did something. @param {unknown} _work */
const begun = (_work) => true;

function focusSearch() {
  if (route.value.name !== "search") go("/search");
  requestAnimationFrame(() => {
    const field = document.querySelector("input[type=search]");
    if (field instanceof HTMLInputElement) field.select();
  });
  return true;
}

/** @returns {() => void}  stops watching */
export function watchKeys() {
  const listen = (/** @type {KeyboardEvent} */ event) => {
    if (!event.defaultPrevented && act(event)) event.preventDefault();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
