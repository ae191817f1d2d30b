// Numbers as people read them. Pure.

/** 3:05, 1:02:45. @param {number} ms */
export function clockTime(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** "47 min", "3 h 12 min", "4 days". @param {number} ms */
export function span(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
  return `${Math.round(minutes / 1440)} days`;
}

/** "1 track", "12 tracks". @param {number} count @param {string} noun @param {string} [plural] */
export function counted(count, noun, plural = `${noun}s`) {
  return `${count.toLocaleString()} ${count === 1 ? noun : plural}`;
}

/** "512 MB", "1.3 TB". @param {number} bytes */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** "FLAC 24/96", "MP3 320 kbit/s". @param {Api.Track} track */
export function quality({ codec, bits, sample_rate_hz, bitrate_kbps }) {
  const lossless = bits !== null && ["flac", "alac", "wav", "pcm", "aiff", "wavpack", "ape", "dsf", "dsd"].includes(codec.toLowerCase());
  const name = codec.toUpperCase();
  return lossless ? `${name} ${bits}/${+(sample_rate_hz / 1000).toFixed(1)}` : `${name} ${bitrate_kbps} kbit/s`;
}

/** @param {string} utc */
export function day(utc) {
  return new Date(utc).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}
