"""Decoded samples as two rows of float32: scaling and mixing down; knows no file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.float32]  # shape (2, samples), full scale ±1

_HALF = 0.7071067811865476  # −3 dB, ITU-R BS.775 for the centre and the surrounds
_LEFT = {"FL": 1.0, "FC": _HALF, "BL": _HALF, "SL": _HALF, "BC": 0.5, "FLC": 1.0, "WL": 1.0, "DL": 1.0}
_RIGHT = {"FR": 1.0, "FC": _HALF, "BR": _HALF, "SR": _HALF, "BC": 0.5, "FRC": 1.0, "WR": 1.0, "DR": 1.0}


def silence(samples: int) -> Pcm:
    return np.zeros((2, samples), np.float32)


def to_float(raw: NDArray[Any]) -> NDArray[np.float32]:
    """Integers of any width (8 bits are unsigned) or floats → float32 of full scale ±1."""
    if raw.dtype == np.uint8:
        return np.asarray((raw.astype(np.float32) - 128) / 128, np.float32)
    if raw.dtype.kind == "i":
        full_scale = float(1 << (8 * raw.dtype.itemsize - 1))
        return np.asarray(raw / full_scale, np.float32)
    return raw.astype(np.float32)


def to_stereo(planes: NDArray[np.float32], channels: Sequence[str]) -> Pcm:
    """`planes` has a row for each of `channels` (FFmpeg's names). Mixes down without ever clipping."""
    if len(planes) == 2:
        return planes
    if len(planes) == 1:
        return np.repeat(planes, 2, axis=0)
    matrix = np.array([[side.get(name, 0.0) for name in channels] for side in (_LEFT, _RIGHT)], np.float32)
    loudest = float(matrix.sum(axis=1).max())
    if loudest == 0.0:  # nothing that we know how to place: the first two channels are what there is
        return planes[:2]
    return np.asarray(matrix @ planes / loudest, np.float32)
