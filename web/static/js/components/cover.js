// An album's picture, or a drawn stand-in that is always the same for the same thing.

import { html, useEffect, useState } from "../../vendor/preact.js";

const SIZES = [96, 192, 384, 768, 1200];

/** @param {string} coverId @param {number} px */
export const coverUrl = (coverId, px) => `/api/covers/${encodeURIComponent(coverId)}?size=${SIZES.find((size) => size >= px) ?? 1200}`;

/** 0…359, the same for the same text. @param {string} text */
export function hueOf(text) {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % 360;
}

/**
 * @param {{coverId: string | null, colour?: string | null, of: string, px: number, round?: boolean, eager?: boolean}} props
 *   colour: shown until the picture is there; of: what it stands for, for the stand-in; px: its width on the page; the picture itself is decoration, its caption names it
 */
export function Cover({ coverId, colour = null, of, px, round = false, eager = false }) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [coverId]);
  const shape = round ? "cover round" : "cover";
  if (!coverId || failed) {
    return html`<span class="${shape} drawn" style=${`--hue:${hueOf(of)}`} aria-hidden="true"><i /><b>${[...of.trim()][0] ?? "♪"}</b></span>`;
  }
  return html`<span class=${shape} style=${colour ? `--shade:${colour}` : undefined}><img src=${coverUrl(coverId, px)} srcset=${`${coverUrl(coverId, px)} 1x, ${coverUrl(coverId, px * 2)} 2x`}
    alt="" width=${px} height=${px} loading=${eager ? "eager" : "lazy"} decoding="async" draggable=${false} onError=${() => setFailed(true)} /></span>`;
}
