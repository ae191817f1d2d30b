// What rules can be about, as people say it. Pure.

/** @typedef {{kind: "text" | "number" | "age" | "flag", field: string, label: string, unit?: string}} Field */

/** @param {Field["kind"]} kind @param {Array<[string, string, string?]>} named @returns {Field[]} */
const all = (kind, named) => named.map(([field, label, unit]) => ({ kind, field, label, unit }));

/** @type {Field[]} */
export const FIELDS = [
  ...all("text", [["title", "Title"], ["artist", "Artist"], ["album_artist", "Album artist"], ["release", "Album"], ["genre", "Genre"], ["format", "Format"],
    ["path", "File path"], ["comment", "Comment"], ["composer", "Composer"], ["lyricist", "Lyricist"], ["conductor", "Conductor"], ["performer", "Performer"],
    ["remixer", "Remixer"], ["mood", "Mood"], ["grouping", "Grouping"], ["language", "Language"], ["label", "Label"], ["key", "Key"], ["media", "Medium"]]),
  ...all("number", [["year", "Year"], ["rating", "Rating"], ["plays", "Plays"], ["duration_s", "Duration", "seconds"], ["bpm", "Tempo", "bpm"],
    ["bitrate_kbps", "Bitrate", "kbit/s"], ["sample_rate_hz", "Sample rate", "Hz"], ["bits", "Bit depth", "bits"], ["channels", "Channels"],
    ["size_mb", "Size", "MB"], ["disc", "Disc"], ["number", "Track number"]]),
  ...all("age", [["played", "Last played"], ["added", "Added"], ["starred", "Starred on"]]),
  ...all("flag", [["starred", "Has a star"], ["release_starred", "Its album has a star"], ["rated", "Has a rating"], ["compilation", "From a compilation"], ["cover", "Has a cover"]]),
];

/** @type {Record<Field["kind"], Array<[string, string]>>} */
export const OPS = {
  text: [["is", "is"], ["is_not", "is not"], ["contains", "contains"], ["contains_not", "does not contain"], ["begins", "begins with"], ["ends", "ends with"], ["matches", "has words that begin with"]],
  number: [["is", "is"], ["is_not", "is not"], ["above", "is above"], ["below", "is below"], ["from_to", "is from … to"]],
  age: [["within", "in the last"], ["not_within", "not in the last"]],
  flag: [["true", "yes"], ["false", "no"]],
};

/** @type {Array<[string, string]>} */
export const SORTS = [["album_order", "Album"], ["artist", "Artist"], ["title", "Title"], ["year", "Year"], ["added", "Date added"], ["played", "Last played"],
  ["plays", "Plays"], ["rating", "Rating"], ["duration", "Duration"], ["random", "At random, new every day"]];

/** @param {Api.Rule} rule @returns {Field} */
export function fieldOf(rule) {
  return FIELDS.find(({ kind, field }) => kind === rule.kind && field === rule.field) ?? FIELDS[0];
}

/** A rule about a field with what suits most people. @param {Field} field @returns {Api.Rule} */
export function fresh({ kind, field }) {
  switch (kind) {
    case "text": return { kind, field, op: "is", value: "" };
    case "number": return { kind, field, op: field === "rating" ? "above" : "is", value: field === "year" ? new Date().getFullYear() : field === "rating" ? 3 : 0, to: null };
    case "age": return { kind, field, op: "within", days: 30 };
    default: return { kind, field, value: true };
  }
}

/** @param {Api.Rule} rule */
export const isGroup = (rule) => rule.kind === "all" || rule.kind === "any" || rule.kind === "none";

/** Rules that this editor has no row for (a date, a playlist) stay as they are. @param {Api.Rule} rule */
export const isKnown = (rule) => isGroup(rule) || FIELDS.some(({ kind, field }) => kind === rule.kind && field === rule.field);
