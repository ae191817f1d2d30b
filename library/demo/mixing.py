"""Turns notes into stereo sound with some room around it; pure."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from library.demo import instruments
from library.demo.instruments import Samples
from library.demo.score import Part, Piece, notes

Stereo = NDArray[np.float32]  # (2, samples)

_INSTRUMENTS = {
    Part.PAD: instruments.pad,
    Part.BASS: instruments.bass,
    Part.PLUCK: instruments.pluck,
    Part.BELL: instruments.bell,
}
_WET = {Part.PAD: 0.25, Part.BASS: 0.0, Part.PLUCK: 0.22, Part.BELL: 0.4}
_TAIL_S = 2.0

# Mutually prime delays, as Schroeder chose them, so that no echo falls on another; left and right differ.
_COMBS_MS = ((29.7, 37.1, 41.1, 43.7), (30.5, 36.3, 40.3, 44.9))
_ALLPASSES_MS = (5.0, 1.7)


def rendered(piece: Piece, rate_hz: int) -> Stereo:
    """The piece with the tail of its reverb; loudest at −1.5 dBFS."""
    dry = np.zeros((2, round((piece.seconds + _TAIL_S) * rate_hz)), np.float32)
    wet = np.zeros(dry.shape[1], np.float32)
    beat_s = 60 / piece.bpm

    @cache
    def sound(part: Part, pitch: int, beats: float) -> Samples:
        return _INSTRUMENTS[part](pitch, beats * beat_s, rate_hz)

    for note in notes(piece):
        at = round(note.at_beats * beat_s * rate_hz)
        samples = sound(note.part, note.pitch, note.beats)[: dry.shape[1] - at] * np.float32(note.loudness)
        angle = (note.pan + 1) * np.pi / 4  # equal power
        dry[0, at : at + len(samples)] += np.float32(np.cos(angle)) * samples
        dry[1, at : at + len(samples)] += np.float32(np.sin(angle)) * samples
        wet[at : at + len(samples)] += np.float32(_WET[note.part]) * samples
    mixed = dry + np.stack([_reverb(wet, combs, rate_hz) for combs in _COMBS_MS])
    loudest = float(np.abs(mixed).max())
    return (mixed * np.float32(0.84 / loudest)).astype(np.float32)


def faded(sound: Stereo, rate_hz: int, *, out_s: float = 2.5) -> Stereo:
    """With silence reached at the very end."""
    count = round(out_s * rate_hz)
    result = sound.copy()
    result[:, -count:] *= np.linspace(1, 0, count, dtype=np.float32) ** 2
    return result


def _reverb(sound: Samples, combs_ms: tuple[float, ...], rate_hz: int) -> Samples:
    combined: Samples = np.zeros_like(sound)
    for delay_ms in combs_ms:
        combined += _fed_back(sound, round(delay_ms * rate_hz / 1000), 0.80) * np.float32(0.25)
    for delay_ms in _ALLPASSES_MS:
        delay = round(delay_ms * rate_hz / 1000)
        circled = _fed_back(combined, delay, 0.6)
        late = np.concatenate([np.zeros(delay, np.float32), circled[:-delay]])
        combined = (np.float32(-0.6) * combined + np.float32(1 - 0.36) * late).astype(np.float32)
    return combined


def _fed_back(sound: Samples, delay: int, gain: float) -> Samples:
    """y[n] = x[n] + gain · y[n − delay], a block of `delay` samples at a time."""
    blocks = -(-len(sound) // delay)
    padded = np.zeros(blocks * delay, np.float32)
    padded[: len(sound)] = sound
    rows = padded.reshape(blocks, delay)
    for row in range(1, blocks):
        rows[row] += np.float32(gain) * rows[row - 1]
    return padded[: len(sound)]
