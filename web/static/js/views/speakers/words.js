// What is said of a room, in words. Pure.

/** @type {Record<string, string>} */
const KINDS = { browser: "Page", virtual: "Virtual speaker", chromecast: "Chromecast", sonos: "Sonos", phone: "Phone" };

/** @param {Api.Room} room */
export function whereabouts({ kind, model, is_here, seen_utc }) {
  const what = model || (kind ? KINDS[kind] : "Never seen");
  if (is_here || !seen_utc) return what;
  const when = new Date(seen_utc).toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return `${what}, last there ${when}`;
}

/** @param {Api.Room} room */
export function limitsOf({ is_hidden, users, quality_kbps, max_volume_percent, night }) {
  return [
    is_hidden && "hidden",
    users && (users.length ? `only for ${users.join(", ")}` : "for nobody"),
    quality_kbps && `${quality_kbps} kbit/s`,
    max_volume_percent < 100 && `at most ${max_volume_percent} %`,
    night && `${night.max_volume_percent} % from ${night.begins} to ${night.ends}`,
  ].filter((each) => typeof each === "string");
}

/** Milliseconds as people read them: "240 ms", "1.4 s". @param {number | null} ms */
export function short(ms) {
  if (ms === null) return "–";
  return Math.abs(ms) < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
