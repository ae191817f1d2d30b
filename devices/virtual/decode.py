"""Fetches a stream over HTTP and decodes it from any position: the door to PyAV for virtual speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import av
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
TIMEOUT_S = 5.0  # for connecting and for each read

Samples = NDArray[np.float32]


class StreamBroken(Exception):
    """The stream could not be fetched or decoded; the text is for people."""


@dataclass(frozen=True, slots=True)
class Block:
    """`samples` (frames × 2, at RATE_HZ) start at `position_ms` of the track."""

    position_ms: float
    samples: Samples

    @property
    def end_ms(self) -> float:
        return self.position_ms + len(self.samples) * 1000 / RATE_HZ


def iter_blocks(url: str, start_ms: int) -> Iterator[Block]:
    """Blocks from exactly `start_ms` on, one a decoded frame; blocks while it fetches. Raises: StreamBroken."""
    try:
        with av.open(url, timeout=(TIMEOUT_S, TIMEOUT_S)) as container:
            yield from iter_decoded(container, start_ms)
    except (av.FFmpegError, OSError) as error:
        raise StreamBroken(f"the stream broke: {error.strerror or error}") from error


def iter_decoded(container: av.container.InputContainer, start_ms: int) -> Iterator[Block]:
    """Blocks of a container that is open already. Raises: StreamBroken, av.FFmpegError."""
    if not container.streams.audio:
        raise StreamBroken("the stream holds no audio")
    stream = container.streams.audio[0]
    time_base = float(stream.time_base or 0)
    origin = max(0, stream.start_time or 0)
    if start_ms > 0:
        container.seek(max(0, start_ms - 200) * 1000, backward=True)  # pre-roll for codecs with memory
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE_HZ)
    position_ms: float | None = None
    for frame in chain(container.decode(stream), (None,)):  # None: what the resampler still holds
        if position_ms is None:
            if frame is None:
                return
            position_ms = ((frame.pts or 0) - origin) * time_base * 1000
        for part in filter(None, resampler.resample(frame)):
            block = Block(position_ms, np.asarray(part.to_ndarray(), dtype=np.float32).reshape(-1, 2))
            position_ms = block.end_ms
            yield from _from(block, start_ms)


def _from(block: Block, start_ms: int) -> Iterator[Block]:
    if block.position_ms >= start_ms:
        yield block
    elif block.end_ms > start_ms:
        skipped = round((start_ms - block.position_ms) * RATE_HZ / 1000)
        yield Block(float(start_ms), block.samples[skipped:])
