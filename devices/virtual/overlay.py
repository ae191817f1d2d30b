"""A short sound over the music of a virtual speaker: mixed sample by sample, the music softer meanwhile."""

from __future__ import annotations

import numpy as np

from devices.model import DUCK_DB, DUCK_MS, RISE_MS, Media
from devices.virtual.decode import RATE_HZ, Samples, StreamBroken, iter_blocks

LONGEST_MS = 120_000  # what is longer is cut: it is held in memory
JITTER_FRAMES = 96  # times are whole milliseconds: so near, a block follows the one before


class Overlay:
    """Owned by the speaker's thread. The music goes down first, then the sound begins, then it comes up."""

    def __init__(self, media: Media, now_ms: int, *, gain: float) -> None:
        """Blocks while it fetches. Raises: StreamBroken."""
        self.media = media
        self._sound = _all_of(media.url) * np.float32(gain)
        self._down_ms = now_ms
        self.begins_ms = now_ms + DUCK_MS
        self.ends_ms = self.begins_ms + round(len(self._sound) * 1000 / RATE_HZ)
        self._mixed = 0  # so much of it was heard
        self.has_begun = self.has_ended = False  # it was said

    def is_over(self, now_ms: int) -> bool:
        return now_ms >= self.ends_ms + RISE_MS

    def stop(self, now_ms: int) -> None:
        """Silent at once; the music comes up."""
        if now_ms < self.ends_ms:
            frames = max(0, round((now_ms - self.begins_ms) * RATE_HZ / 1000))
            self._sound = self._sound[: max(frames, self._mixed)]
            self.ends_ms = max(now_ms, self._down_ms + DUCK_MS)

    def over(self, at_ms: int, music: Samples) -> Samples:
        """What is heard of music that sounds from `at_ms` on."""
        time_ms = at_ms + np.arange(len(music)) * 1000 / RATE_HZ
        low = 10 ** (DUCK_DB / 20)
        edges = (self._down_ms, self._down_ms + DUCK_MS, self.ends_ms, self.ends_ms + RISE_MS)
        gain = np.interp(time_ms, edges, (1.0, low, low, 1.0))
        heard = (music * gain[:, None]).astype(np.float32)
        first = self._frame(at_ms)
        offset = max(0, -first)
        part = self._sound[max(0, first) : max(0, first + len(music))]
        heard[offset : offset + len(part)] += part
        self._mixed = max(self._mixed, first + len(music), 0)
        return heard

    def alone(self, now_ms: int) -> tuple[int, Samples] | None:
        """What has sounded by now without music under it, and since when."""
        until = min(len(self._sound), max(0, round((now_ms - self.begins_ms) * RATE_HZ / 1000)))
        if until - self._mixed <= JITTER_FRAMES:
            return None
        part, first = self._sound[self._mixed : until], self._mixed
        self._mixed = max(self._mixed, until)
        return self.begins_ms + round(first * 1000 / RATE_HZ), part

    def _frame(self, at_ms: int) -> int:
        """Of the sound at that time: behind what was mixed, if that is near."""
        frame = round((at_ms - self.begins_ms) * RATE_HZ / 1000)
        return self._mixed if self._mixed and abs(frame - self._mixed) <= JITTER_FRAMES else frame


def _all_of(url: str) -> Samples:
    """Raises: StreamBroken."""
    blocks, until_ms = [], 0.0
    for block in iter_blocks(url, 0):
        blocks.append(block.samples)
        until_ms = block.end_ms
        if until_ms >= LONGEST_MS:
            break
    if not blocks:
        raise StreamBroken("the stream holds no audio")
    return np.concatenate(blocks)
