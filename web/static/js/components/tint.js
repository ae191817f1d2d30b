// The colour of a picture, for the page around it.

import { useEffect } from "../../vendor/preact.js";
import { hueOf } from "./cover.js";

const SIDE = 24; // px: enough to tell a red cover from a blue one, quick on any phone

/**
 * The hue and how colourful it is, from the pixels that have a colour at all.
 * @param {Uint8ClampedArray} pixels  r, g, b, a, …
 * @returns {{hue: number, chroma: number}}  hue 0…360, chroma 0…1
 */
export function tintOf(pixels) {
  let [x, y, weight, count] = [0, 0, 0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const [r, g, b] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    const most = Math.max(r, g, b);
    const range = most - Math.min(r, g, b);
    count += 1;
    if (range < 16) continue;
    const sixth = most === r ? ((g - b) / range + 6) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
    const angle = (sixth * Math.PI) / 3;
    const share = (range / 255) ** 1.5;
    x += Math.cos(angle) * share;
    y += Math.sin(angle) * share;
    weight += share;
  }
  if (weight === 0) return { hue: 250, chroma: 0 };
  const hue = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return { hue: Math.round(hue), chroma: Math.min(1, (Math.hypot(x, y) / count) * 4) };
}

/** @param {HTMLImageElement} image */
function read(image) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0, SIDE, SIDE);
  return tintOf(context.getImageData(0, 0, SIDE, SIDE).data);
}

/**
 * Sets --tint-hue and --tint-chroma on the element.
 * @param {{current: HTMLElement | null}} box @param {string | null} url @param {string} standIn  what the drawn cover stands for
 */
export function useTint(box, url, standIn) {
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const apply = (/** @type {{hue: number, chroma: number} | null} */ tint) => {
      if (!tint) return;
      element.style.setProperty("--tint-hue", String(tint.hue));
      element.style.setProperty("--tint-chroma", tint.chroma.toFixed(2));
    };
    if (!url) return apply({ hue: hueOf(standIn), chroma: 0.6 });
    const image = new Image();
    image.onload = () => apply(read(image));
    image.src = url;
    return () => (image.onload = null);
  }, [url, standIn]);
}
