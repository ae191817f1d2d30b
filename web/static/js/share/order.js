// What a share's page decides, apart from its elements.

/** What follows, or null at the end. @param {number} index @param {number} count @param {1 | -1} step */
export function stepped(index, count, step) {
  const next = index + step;
  return next >= 0 && next < count ? next : null;
}

/** What to call the page. @param {Api.Shared} shared */
export function titleOf(shared) {
  if (shared.description) return shared.description;
  const releases = new Set(shared.tracks.map((track) => track.release_title));
  if (shared.tracks.length === 1) return shared.tracks[0].title;
  return releases.size === 1 && [...releases][0] ? [...releases][0] : `${shared.tracks.length} tracks`;
}

/** "4:05" @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}
