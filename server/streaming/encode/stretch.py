"""Samples faster or slower, the pitch as it was: libavfilter's atempo, cut into blocks that can each be made alone.

atempo joins short pieces of what it was fed where they fit, so what it makes depends on where it began. A block is
what it makes of one stretch of the track; from a block to the next it goes where both are most alike, found in half a
second that both have. So a sample depends on its place alone, whatever was read before it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from server.streaming.encode.filters import filtered
from server.streaming.encode.pcm import Pcm

_BLOCK_S = 6
_BEFORE_S = 0.15  # atempo's windows are 43 ms: by then it runs
_SHARED_S = 0.5  # of a block and the next: from its nominal beginning on
_FADE_S = 0.02
_HOP_S = 0.001
_AFTER_S = 0.25  # atempo keeps so much back

Read = Callable[[int, int], Pcm]


def stretched_samples(samples: int, rate: float) -> int:
    """How many there are of so many."""
    return -int(-samples // rate)


def stretched(read: Read, rate_hz: int, rate: float, start: int, stop: int, path: Path) -> Pcm:
    """The samples of [start, stop), `rate` track samples each; `read` gives the track's, silence beyond its ends.

    Raises: Undecodable.
    """
    block = _BLOCK_S * rate_hz
    is_shared = start >= block and start % block < _SHARED_S * rate_hz
    first, last = start // block - is_shared, max(start, stop - 1) // block
    whole = [_block(read, rate_hz, rate, number, block, path) for number in range(first, last)]
    made = [*whole, _block(read, rate_hz, rate, last, stop - last * block, path)]
    joined = made[0]
    for number in range(first + 1, last + 1):
        joined = _joined(joined, made[number - first], (number - first) * block, rate_hz)
    return joined[:, start - first * block : stop - first * block]


def _block(read: Read, rate_hz: int, rate: float, number: int, samples: int, path: Path) -> Pcm:
    """So many samples from its nominal beginning on, and what it shares with the next block."""
    begin = number * _BLOCK_S * rate_hz
    before = min(begin, round(_BEFORE_S * rate_hz))
    wanted = samples + round(_SHARED_S * rate_hz)
    fed = read(round((begin - before) * rate), round((begin + wanted + _AFTER_S * rate_hz) * rate))
    return filtered(fed, rate_hz, [("atempo", f"tempo={rate}")], path)[:, before : before + wanted]


def _joined(before: Pcm, block: Pcm, at: int, rate_hz: int) -> Pcm:
    """`before` goes on as `block`, which begins at its sample `at`."""
    shared, fade = round(_SHARED_S * rate_hz), round(_FADE_S * rate_hz)
    old, new = before[:, at : at + shared], block[:, :shared]
    cut = _likest(old.mean(axis=0), new.mean(axis=0), fade, round(_HOP_S * rate_hz))
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    meeting = old[:, cut : cut + fade] * (1 - ramp) + new[:, cut : cut + fade] * ramp
    return np.concatenate([before[:, : at + cut], meeting, block[:, cut + fade :]], axis=1)


def _likest(old: NDArray[np.float32], new: NDArray[np.float32], span: int, hop: int) -> int:
    """Where `span` samples of both differ least, for how loud they are."""
    difference = _sums((old - new) ** 2, span)[::hop]
    energy = _sums(old**2 + new**2, span)[::hop]
    return int(np.argmin(difference / (energy + np.float64(1e-9)))) * hop


def _sums(values: NDArray[np.float32], span: int) -> NDArray[np.float64]:
    """Of each run of `span` values."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray(total[span:] - total[:-span], np.float64)
