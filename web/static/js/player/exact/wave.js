// The arithmetic of plain samples: which pieces a stream is read in, and what its bytes say; pure.

/** @typedef {{from: number, frames: number, channels: Float32Array[]}} Piece  samples of one stretch, channel by channel */

// The server makes these pieces one at a time (server/streaming/forms/wave.py): asking along their edges has each made once.
const PACKET = 4096;
const FIRST = 6 * PACKET;
const REST = 24 * PACKET;

/** Where the piece ends in which the sample lies. @param {number} sample */
export function pieceEnd(sample) {
  return sample < FIRST ? FIRST : FIRST + (Math.floor((sample - FIRST) / REST) + 1) * REST;
}

/** @param {Api.Samples} shape */
export const blockBytes = ({ channels, bits }) => (channels * bits) / 8;

/** @param {number} ms @param {Api.Samples} shape */
export const sampleOf = (ms, { rate_hz }) => Math.round((ms * rate_hz) / 1000);

/** @param {number} sample @param {Api.Samples} shape */
export const msOf = (sample, { rate_hz }) => Math.round((sample * 1000) / rate_hz);

/** The `Range` that holds the samples of [from, end). @param {Api.Samples} shape @param {number} from @param {number} end */
export function rangeOf(shape, from, end) {
  const at = (/** @type {number} */ sample) => shape.header_bytes + sample * blockBytes(shape);
  return `bytes=${at(from)}-${at(end) - 1}`;
}

/** How many samples there are in all, from a Content-Range; null when it does not say. @param {Api.Samples} shape @param {string | null} said */
export function totalOf(shape, said) {
  const bytes = Number(/\/(\d+)$/.exec(said ?? "")?.[1] ?? NaN);
  return bytes >= shape.header_bytes ? Math.floor((bytes - shape.header_bytes) / blockBytes(shape)) : null;
}

/** Interleaved little-endian integers as numbers of −1…1. @param {ArrayBuffer} bytes @param {Api.Samples} shape @param {number} from @returns {Piece} */
export function pieceOf(bytes, shape, from) {
  const frames = Math.floor(bytes.byteLength / blockBytes(shape));
  const channels = Array.from({ length: shape.channels }, () => new Float32Array(frames));
  if (shape.bits === 16) read16(new Int16Array(bytes, 0, frames * shape.channels), channels);
  else read24(new Uint8Array(bytes), channels);
  return { from, frames, channels };
}

/** What of a piece begins at a sample. @param {Piece} piece @param {number} sample @returns {Piece} */
export function pieceFrom(piece, sample) {
  const skipped = sample - piece.from;
  if (skipped <= 0) return piece;
  return { from: sample, frames: piece.frames - skipped, channels: piece.channels.map((each) => each.subarray(skipped)) };
}

/** Every machine that runs a browser is little-endian. @param {Int16Array} samples @param {Float32Array[]} channels */
function read16(samples, channels) {
  const step = channels.length;
  channels.forEach((channel, first) => {
    for (let frame = 0, at = first; frame < channel.length; frame++, at += step) channel[frame] = samples[at] / 32768;
  });
}

/** @param {Uint8Array} bytes @param {Float32Array[]} channels */
function read24(bytes, channels) {
  const step = channels.length * 3;
  channels.forEach((channel, first) => {
    for (let frame = 0, at = first * 3; frame < channel.length; frame++, at += step) {
      channel[frame] = ((bytes[at] << 8) | (bytes[at + 1] << 16) | (bytes[at + 2] << 24)) / 2147483648;
    }
  });
}
