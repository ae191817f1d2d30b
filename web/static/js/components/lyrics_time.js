// Which line and word of synced lyrics is sung when. Pure.

/** @typedef {Api.LyricLine} Line */

/** The last line that has begun; -1 before the first. @param {Line[]} lines @param {number} positionMs */
export function lineAt(lines, positionMs) {
  let at = -1;
  for (const [index, { start_ms }] of lines.entries()) {
    if (start_ms === null || start_ms > positionMs) break;
    at = index;
  }
  return at;
}

/** How many words of a line have begun; all of them where the words have no times. @param {Line} line @param {number} positionMs */
export const wordsBegun = ({ words }, positionMs) => words.filter(({ start_ms }) => start_ms <= positionMs).length;

/** A line cut where its words begin: first what has no time of its own, often nothing. @param {Line} line */
export function piecesOf({ text, words }) {
  const letters = [...text];
  const cuts = [0, ...words.map(({ at }) => at), letters.length];
  return cuts.slice(0, -1).map((from, index) => letters.slice(from, cuts[index + 1]).join(""));
}

/** When something changes next; null: nothing does any more. @param {Line[]} lines @param {number} positionMs @returns {number | null} */
export function nextChange(lines, positionMs) {
  const at = lineAt(lines, positionMs);
  const starts = [lines[at + 1]?.start_ms, ...(lines[at]?.words ?? []).map(({ start_ms }) => start_ms)];
  const later = starts.filter((ms) => typeof ms === "number" && ms > positionMs);
  return later.length ? Math.min(.../** @type {number[]} */ (later)) : null;
}

/** "English", "German, without times"; numbered where two would be the same. @param {Api.Lyrics[]} all */
export function versionNames(all) {
  const names = all.map(({ language, synced }) => [named(language), synced ? "" : "without times"].filter(Boolean).join(", "));
  return names.map((name, at) => (names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${names.slice(0, at + 1).filter((other) => other === name).length}`));
}

/** @param {string | null} language  ISO 639 */
function named(language) {
  if (!language || ["und", "xxx", "zxx", "mul"].includes(language.toLowerCase())) return "Lyrics";
  try {
    return new Intl.DisplayNames(undefined, { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
