// Nothing, made here: playing it inside a tap lets an element play without one later.

/** @param {number} [seconds] @returns {string}  a blob: address, good until the page goes */
export function silenceUrl(seconds = 0.1) {
  const rate = 8000;
  const samples = rate * seconds;
  // "RIFF", "WAVE", "fmt ", PCM of one channel, a byte a sample, "data"; every machine that runs a browser is little-endian.
  const header = [0x46464952, 36 + samples, 0x45564157, 0x20746d66, 16, 0x10001, rate, rate, 0x80001, 0x61746164, samples];
  return URL.createObjectURL(new Blob([new Uint32Array(header), new Uint8Array(samples).fill(128)], { type: "audio/wav" }));
}
