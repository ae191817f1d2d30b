"""Loudness of many short blocks as a histogram, so that a release's loudness is exact from its tracks'; pure.

EBU R 128 gates twice (ITU-R BS.1770-4): blocks of 400 ms below −70 LUFS do not count, then those 10 LU below what is
left. A release is what its tracks' blocks are together.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

_QUIETEST_LUFS = -70.0
_BINS_PER_LU = 20
_BINS = 80 * _BINS_PER_LU  # to +10 LUFS, beyond what samples can be
_CENTRES_LUFS = _QUIETEST_LUFS + (np.arange(_BINS) + 0.5) / _BINS_PER_LU
_POWERS = 10 ** (_CENTRES_LUFS / 10)
_GATE_LU = 10.0

Histogram = npt.NDArray[np.uint32]


def histogram(blocks_lufs: Sequence[float]) -> Histogram:
    """How many blocks are how loud; what is below the absolute gate is left out."""
    loud = np.asarray(blocks_lufs, dtype=np.float64)
    loud = loud[loud > _QUIETEST_LUFS]
    bins = ((loud - _QUIETEST_LUFS) * _BINS_PER_LU).astype(np.int64)
    counts = np.bincount(np.clip(bins, 0, _BINS - 1), minlength=_BINS)
    return counts.astype(np.uint32)


def integrated_lufs(histograms: Iterable[Histogram]) -> float | None:
    """Of all together, to a hundredth or so of an LU; None: silence."""
    counts = np.zeros(_BINS)
    for each in histograms:
        counts += each
    whole = _mean_lufs(counts)
    if whole is None:
        return None
    return _mean_lufs(np.where(whole - _GATE_LU < _CENTRES_LUFS, counts, 0))


def packed(counts: Histogram) -> bytes:
    """For a database: some hundred bytes."""
    return zlib.compress(counts.astype("<u4").tobytes(), 6)


def unpacked(data: bytes) -> Histogram:
    return np.frombuffer(zlib.decompress(data), dtype="<u4")


def _mean_lufs(counts: npt.NDArray[np.float64]) -> float | None:
    total = float(counts.sum())
    return 10 * math.log10(float(counts @ _POWERS) / total) if total else None
