// Which engine this page plays with: the exact one where it serves, media elements where Web Audio would fall silent in
// the background, or where plain samples (1.4 Mbit/s for a CD) cost too much.

/** @typedef {import("./engine.js").Engine | import("./exact/mixer.js").Mixer} AnyEngine */
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
  const { connection } = /** @type {{connection?: {saveData?: boolean, effectiveType?: string}}} */ (navigator);
  return {
    canMix: typeof AudioContext !== "undefined",
    isHandheld: matchMedia("(pointer: coarse)").matches,
    isDear: connection?.saveData === true || (connection?.effectiveType ?? "4g") !== "4g",
  };
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
