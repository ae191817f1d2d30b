// Which engine this page plays with: the exact one where it serves, media elements where Web Audio would fall silent in
// the background, or where plain samples (1.4 Mbit/s for a CD) cost too much.

/** @typedef {import("./engine.js").Engine | import("./exact/either.js").Either} AnyEngine */
/** @typedef {"auto" | "on" | "off"} Exactness  what people want */
/** @typedef {{canMix: boolean, isHandheld: boolean, isDear: boolean}} Surroundings */

const KEY = "segue.exact";

/** @param {Exactness} wanted @param {Surroundings} here @returns {"exact" | "element"} */
export function choose(wanted, { canMix, isHandheld, isDear }) {
  if (!canMix || wanted === "off") return "element";
  return wanted === "on" || !(isHandheld || isDear) ? "exact" : "element";
}

/** What the browser says of itself. @returns {Surroundings} */
export function surroundings() {
  return {
    canMix: typeof AudioContext !== "undefined",
    isHandheld: matchMedia("(pointer: coarse)").matches,
    isDear: isMetered() || (connection()?.effectiveType ?? "4g") !== "4g",
  };
}

/** Whether what is fetched counts: on a phone's network, or where the browser was told to save data. */
export function isMetered() {
  return connection()?.saveData === true || connection()?.type === "cellular";
}

/** Tells when the network has become another. @param {() => void} call @param {AddEventListenerOptions} options */
export function onNetwork(call, options) {
  connection()?.addEventListener?.("change", call, options);
}

/** Not every browser has one. @returns {(EventTarget & {saveData?: boolean, type?: string, effectiveType?: string}) | undefined} */
function connection() {
  return /** @type {any} */ (navigator).connection;
}

/** Kept in this browser; counts from the next load of the page on. @param {Pick<Storage, "getItem" | "setItem"> | null} store */
export const exactness = (store) => ({
  /** @returns {Exactness} */
  get: () => {
    const kept = store?.getItem(KEY);
    return kept === "on" || kept === "off" ? kept : "auto";
  },
  /** @param {Exactness} wanted */
  set: (wanted) => store?.setItem(KEY, wanted),
});
