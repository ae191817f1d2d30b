"""Sounds of single notes, synthesised; each function is pure and answers mono samples between −1 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def hertz(midi_note: int) -> float:
    return float(440.0 * 2.0 ** ((midi_note - 69) / 12))


def pluck(note: int, seconds: float, rate_hz: int) -> Samples:
    """A plucked string after Karplus and Strong: a burst of noise in a loop that dulls it a little."""
    period = max(2, round(rate_hz / hertz(note)))
    burst = np.random.default_rng(note).uniform(-1, 1, period)
    burst = np.convolve(np.tile(burst, 3), np.ones(5) / 5, "same")[period : 2 * period]  # a soft pick
    rounds = int(seconds * rate_hz / period) + 1
    loop = np.empty((rounds, period))
    loop[0] = burst - burst.mean()
    keep = 0.5 ** (period / rate_hz / 0.9)  # half as loud every 0.9 s, for high and low strings alike
    for turn in range(1, rounds):
        before = loop[turn - 1]
        loop[turn] = keep * (0.5 * before + 0.25 * np.roll(before, 1) + 0.25 * np.roll(before, -1))
    return _shaped(loop.ravel() / np.abs(loop[0]).max(), seconds, rate_hz, attack_s=0.002, release_s=0.08)


def pad(note: int, seconds: float, rate_hz: int) -> Samples:
    """Slow strings: two voices a little out of tune, few overtones, breathing."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    sound = np.zeros_like(time)
    for detune in (-0.0018, 0.0018):
        turns = 2 * np.pi * hertz(note) * (1 + detune) * time
        for overtone, loudness in ((1, 0.6), (2, 0.22), (3, 0.1), (4, 0.05)):
            sound += 0.5 * loudness * np.sin(overtone * turns + overtone)
    breath = 1 - 0.15 * np.cos(2 * np.pi * 0.35 * time)
    return _shaped(sound * breath, seconds, rate_hz, attack_s=min(0.9, seconds / 3), release_s=seconds / 3)


def bass(note: int, seconds: float, rate_hz: int) -> Samples:
    """Round, with a touch of the octave that small speakers need to let it be heard."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    turns = 2 * np.pi * hertz(note) * time
    sound = 0.75 * np.sin(turns) + 0.22 * np.sin(2 * turns) * np.exp(-3 * time) + 0.05 * np.sin(3 * turns)
    return _shaped(sound * np.exp(-0.7 * time), seconds, rate_hz, attack_s=0.012, release_s=0.12)


def bell(note: int, seconds: float, rate_hz: int) -> Samples:
    """An electric piano by frequency modulation (after Chowning): bright at first, then nearly a sine."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    turns = 2 * np.pi * hertz(note) * time
    modulation = 1.4 * np.exp(-5 * time) * np.sin(turns) + 0.25 * np.exp(-14 * time) * np.sin(7 * turns)
    return _shaped(
        np.sin(turns + modulation) * np.exp(-1.6 * time), seconds, rate_hz, attack_s=0.004, release_s=0.15
    )


def _shaped(
    sound: NDArray[np.float64], seconds: float, rate_hz: int, *, attack_s: float, release_s: float
) -> Samples:
    """Cut to length, with soft ends: a jump at either would click."""
    sound = sound[: round(seconds * rate_hz)].copy()
    attack, release = max(1, round(attack_s * rate_hz)), max(1, round(release_s * rate_hz))
    sound[:attack] *= np.sin(np.linspace(0, np.pi / 2, attack)) ** 2
    sound[-release:] *= np.cos(np.linspace(0, np.pi / 2, release)) ** 2
    return sound.astype(np.float32)
