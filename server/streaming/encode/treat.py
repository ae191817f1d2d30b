"""Treats samples: gain, equalizer, mono, balance, crossfeed. What comes before a stretch decides how its filters
begin, so `lead` samples of it are treated, too, and dropped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from server.preferences import BANDS_HZ
from server.streaming.encode.filters import Step, filtered
from server.streaming.encode.pcm import Pcm
from server.streaming.treatment import Treatment

_OCTAVE_WIDE = 1.0
_CROSSFEED = "strength=0.3:range=0.5"


def lead_samples(treatment: Treatment, rate_hz: int) -> int:
    """So many come before what is wanted: half a second, after which the slowest band has forgotten (−100 dB) that it
    began; none for what has no memory."""
    its = treatment.adjustment
    return rate_hz // 2 if any(its.equalizer_db) or its.has_crossfeed else 0


def treated(pcm: Pcm, rate_hz: int, treatment: Treatment, *, lead: int, path: Path) -> Pcm:
    """`pcm` without its first `lead` samples; it came from `path`. Raises: Undecodable."""
    its = treatment.adjustment
    steps = [
        _band(hz, db) for hz, db in zip(BANDS_HZ, its.equalizer_db, strict=True) if db and hz < rate_hz // 2
    ]
    if its.has_crossfeed and len(pcm) == 2:
        steps.append(("crossfeed", _CROSSFEED))
    if steps:
        pcm = filtered(pcm, rate_hz, steps, path)
    pcm = pcm[:, lead:] * np.float32(10 ** (treatment.gain_db / 20))
    if its.is_mono:
        pcm = np.repeat(pcm.mean(axis=0, keepdims=True), len(pcm), axis=0)
    if its.balance and len(pcm) == 2:
        sides = np.array([[min(1.0, 1 - its.balance)], [min(1.0, 1 + its.balance)]], np.float32)
        pcm = pcm * sides
    return np.asarray(pcm, np.float32)


def _band(hz: int, db: float) -> Step:
    return "equalizer", f"f={hz}:t=o:w={_OCTAVE_WIDE}:g={db}"
