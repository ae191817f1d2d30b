// The system's media keys, lock screen and headphones: they show what this page plays and send session commands.

/** @typedef {{play: () => void, pause: () => void, next: () => void, previous: () => void, seek: (positionMs: number) => void}} Actions */

const SIZES = [96, 256, 512];

/** @param {Actions} actions */
export function bindMediaKeys(actions) {
  const session = navigator.mediaSession;
  if (!session) return;
  session.setActionHandler("play", actions.play);
  session.setActionHandler("pause", actions.pause);
  session.setActionHandler("nexttrack", actions.next);
  session.setActionHandler("previoustrack", actions.previous);
  session.setActionHandler("seekto", ({ seekTime }) => seekTime !== undefined && actions.seek(seekTime * 1000));
}

/**
 * Shows a track, or nothing where this page is not the one that plays.
 * @param {Api.Track | null} track
 */
export function showTrack(track) {
  const session = navigator.mediaSession;
  if (!session) return;
  if (!track) {
    session.metadata = null;
    session.playbackState = "none";
    return;
  }
  const artwork = track.cover_id
    ? SIZES.map((size) => ({ src: `/api/covers/${track.cover_id}?size=${size}`, sizes: `${size}x${size}` }))
    : [];
  session.metadata = new MediaMetadata({ title: track.title, artist: track.artist, album: track.release_title, artwork });
}

/** @param {boolean} running @param {number} positionMs @param {number} durationMs */
export function showPosition(running, positionMs, durationMs) {
  const session = navigator.mediaSession;
  if (!session) return;
  session.playbackState = running ? "playing" : "paused";
  if (!(durationMs > 0)) return;
  const position = Math.min(Math.max(0, positionMs), durationMs) / 1000;
  session.setPositionState?.({ duration: durationMs / 1000, playbackRate: 1, position });
}
