// A slider that follows the world until a finger takes it, and tells once the finger lets go.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";

const SETTLE_MS = 1500; // the world answers by then; until it does the thumb stays where it was put

/**
 * @param {{value: number, max: number, label: string, text: (value: number) => string, step?: number, kind?: string,
 *   disabled?: boolean, live?: boolean, onChange: (value: number) => void, onMove?: (value: number | null) => void}} props
 *   live: tells while it moves too; onMove: where the finger is, null when it let go
 */
export function Slider({ value, max, label, text, step = 1, kind = "", disabled = false, live = false, onChange, onMove }) {
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = Math.min(max, held ?? value);
  const take = (/** @type {number} */ next) => {
    clearTimeout(timer.current);
    setHeld(next);
    onMove?.(next);
    if (live) onChange(next);
  };
  const release = (/** @type {number} */ next) => {
    setHeld(next);
    onMove?.(null);
    onChange(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHeld(null), SETTLE_MS);
  };
  const numberOf = (/** @type {Event} */ event) => Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  return html`<input type="range" class="slider ${kind}" min="0" max=${max} step=${step} value=${shown} aria-label=${label}
    aria-valuetext=${text(shown)} disabled=${disabled} style=${`--part:${max > 0 ? shown / max : 0}`}
    onInput=${(/** @type {Event} */ event) => take(numberOf(event))} onChange=${(/** @type {Event} */ event) => release(numberOf(event))} />`;
}
