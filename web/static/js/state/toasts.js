// Sentences for people that come and go.

import { signal } from "../../vendor/preact.js";
import { isAbort, sentence } from "../net/api.js";

/** @typedef {{label: string, act: () => void}} Offer  what a tap on the toast can do about it */
/** @typedef {{id: number, level: "info" | "warning" | "error", text: string, offer: Offer | null}} Toast */

const STAYS_MS = { info: 4000, warning: 7000, error: 9000 };
export const OFFER_STAYS_MS = 15_000;
const MOST = 4;

/** @type {{value: Toast[]}} */
export const toasts = signal([]);
let last = 0;

/** @param {Toast["level"]} level @param {string} text @param {Offer | null} [offer] */
export function say(level, text, offer = null) {
  const id = ++last;
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id, level, text, offer }].slice(-MOST);
  setTimeout(() => dismiss(id), offer ? OFFER_STAYS_MS : STAYS_MS[level]);
}

/** @param {number} id */
export function dismiss(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/**
 * Runs it and says why, should it fail.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    if (!isAbort(error)) say("error", sentence(error));
    return undefined;
  }
}
