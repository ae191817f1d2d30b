"""How fast a speaker is sent its music: the beginning at full speed, then a little faster than it is played.

Some players die of what they cannot hold: a JBL of FLAC at nine times its speed, after 12.78 MB. Others need a
burst to begin at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from library import MediaFile
from server.streaming.feed import Feed
from server.streaming.profiles import Profile

_BURST_S = 25
_SPEED = 1.25  # of what is heard: enough to fill up again after a pause or a bad moment of the network
_LEAST_BYTES = 1 << 14  # a block smaller than this is not worth a packet
_BLOCK_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Pace:
    """In bytes of one stream."""

    bytes_per_s: float  # as it is heard

    @property
    def burst_bytes(self) -> float:
        return max(self.bytes_per_s * _BURST_S, 4 * _LEAST_BYTES)

    def after(self, left_bytes: float, spent_ms: int) -> float:
        """What may be sent now, if `left_bytes` could be so long ago."""
        return min(self.burst_bytes, left_bytes + self.bytes_per_s * _SPEED * spent_ms / 1000)


def pace_of(media: MediaFile, profile: Profile | None) -> Pace:
    """Of the original (None) or of an encoding. What the file says of itself is believed where it means more."""
    if profile is not None:
        return Pace(profile.bitrate_kbps * 125)
    by_length = media.size_bytes * 1000 / media.duration_ms if media.duration_ms > 0 else 0
    return Pace(max(by_length, media.format.bitrate_kbps * 125, _LEAST_BYTES))


class Paced:
    """A feed that gives no more than its pace allows."""

    def __init__(self, feed: Feed, pace: Pace, *, now_ms: Callable[[], int]) -> None:
        self._feed = feed
        self._pace = pace
        self._now_ms = now_ms
        self._left_bytes = pace.burst_bytes
        self._at_ms = now_ms()

    def is_ready(self) -> bool:
        """Time alone makes it true: who waits looks again within a second."""
        self._refill()
        return self._left_bytes >= _LEAST_BYTES and self._feed.is_ready()

    def take(self, most_bytes: int) -> bytes:
        self._refill()
        block = self._feed.take(min(most_bytes, max(_LEAST_BYTES, int(self._left_bytes))))
        self._left_bytes -= len(block)
        return block

    def on_ready(self, call: Callable[[], None]) -> None:
        self._feed.on_ready(call)

    def close(self) -> None:
        self._feed.close()

    def __iter__(self) -> Iterator[bytes]:
        pause = threading.Event()
        while self.is_ready() or not pause.wait(0.1):
            if self._left_bytes >= _LEAST_BYTES:
                block = self.take(_BLOCK_BYTES)
                if not block:
                    return
                yield block

    def _refill(self) -> None:
        now_ms = self._now_ms()
        self._left_bytes = self._pace.after(self._left_bytes, now_ms - self._at_ms)
        self._at_ms = now_ms
