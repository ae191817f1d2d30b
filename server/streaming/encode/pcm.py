"""Decoded samples as rows of float32, one a channel: scaling, mixing down, and back to integers; knows no file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.float32]  # shape (channels, samples), full scale ±1: exact for 24 bits

# Of so many channels, as FFmpeg calls them; FLAC and WAVE have the same order.
LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}

_HALF = 0.7071067811865476  # −3 dB, ITU-R BS.775 for the centre and the surrounds
_LEFT = {"FL": 1.0, "FC": _HALF, "BL": _HALF, "SL": _HALF, "BC": 0.5, "FLC": 1.0, "WL": 1.0, "DL": 1.0}
_RIGHT = {"FR": 1.0, "FC": _HALF, "BR": _HALF, "SR": _HALF, "BC": 0.5, "FRC": 1.0, "WR": 1.0, "DR": 1.0}


def silence(samples: int, channels: int = 2) -> Pcm:
    return np.zeros((channels, samples), np.float32)


def to_float(raw: NDArray[Any]) -> NDArray[np.float32]:
    """Integers of any width (8 bits are unsigned) or floats → float32 of full scale ±1."""
    if raw.dtype == np.uint8:
        return np.asarray((raw.astype(np.float32) - 128) / 128, np.float32)
    if raw.dtype.kind == "i":
        full_scale = np.float32(1 << (8 * raw.dtype.itemsize - 1))  # a power of two: rounded once at most
        return np.asarray(np.divide(raw, full_scale, dtype=np.float32))
    return raw.astype(np.float32, copy=False)


def to_float_into(row: NDArray[np.float32], raw: NDArray[Any]) -> None:
    """The same for one channel, into `row`, which is as long."""
    if raw.dtype.kind == "i":
        np.multiply(
            raw,
            np.float32(1 / (1 << (8 * raw.dtype.itemsize - 1))),
            out=row,
            dtype=np.float32,
            casting="unsafe",
        )
    else:
        row[:] = raw


def to_channels(planes: NDArray[np.float32], names: Sequence[str], count: int) -> Pcm:
    """`planes` as they are if there are `count` of them, else mixed to stereo and from there to `count`."""
    if len(planes) == count:
        return planes
    stereo = to_stereo(planes, names)
    if count == 1:
        return np.asarray(stereo.mean(axis=0, keepdims=True), np.float32)
    return np.concatenate([stereo, silence(stereo.shape[1], count - 2)])


def to_integers(pcm: Pcm, bits: int) -> NDArray[np.int32]:
    """Rounded and limited to 16 or 24 bits: what came from as many or fewer bits comes out as it was."""
    full_scale = 1 << (bits - 1)
    scaled = pcm * np.float32(full_scale)  # a power of two: no bit is lost
    np.rint(scaled, out=scaled)
    np.clip(scaled, -full_scale, full_scale - 1, out=scaled)
    return scaled.astype(np.int32)


def to_bytes(pcm: Pcm, bits: int, *, big_endian: bool) -> bytes:
    """Interleaved samples of 16 or 24 bits."""
    integers = to_integers(pcm, bits).T
    order = ">" if big_endian else "<"
    if bits == 16:
        return integers.astype(f"{order}i2", order="C").tobytes()
    ordered = integers.astype(f"{order}i4", order="C").view(np.uint8).reshape(-1, 4)
    kept = bits // 8
    return ordered[:, 4 - kept :].tobytes() if big_endian else ordered[:, :kept].tobytes()


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
