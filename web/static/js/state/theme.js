// Day, night, or as the system has it; first_paint.js reads the same key before anything is drawn.

import { signal } from "../../vendor/preact.js";

/** @typedef {"auto" | "light" | "dark"} Theme */

/** @type {{value: Theme}} */
export const theme = signal(/** @type {Theme} */ (document.documentElement.dataset.theme ?? "auto"));

/** @param {Theme} wanted */
export function setTheme(wanted) {
  theme.value = wanted;
  if (wanted === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    if (wanted === "auto") localStorage.removeItem("segue.theme");
    else localStorage.setItem("segue.theme", wanted);
  } catch {
    // Then it lasts as long as the page.
  }
}
