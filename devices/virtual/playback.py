"""One media being played by a virtual speaker: what is decoded, what has sounded, and when it ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal

from devices.model import Media
from devices.virtual.decode import RATE_HZ, Block, Samples, iter_blocks
from devices.virtual.loudness import FULL, HUSHED, Loudness

AHEAD_MS = 1_000  # decoded ahead of what sounds; a stream that cannot keep this up starves
LATE_MS = 60  # a tick that came late is noise; data that came later moves the start
Happened = Literal["nothing", "started", "starved", "ended", "stopped"]


class Playback:
    """Owned by the speaker's thread. `advance` may block while it fetches."""

    def __init__(
        self, media: Media, start_ms: int, *, ear: Callable[[int, Samples], None] | None = None
    ) -> None:
        self.media = media
        self.is_sounding = False
        self.loudness = HUSHED if media.is_hushed else FULL
        self._ear = ear
        start_ms = round(start_ms / media.rate)  # all positions in here are the stream's
        self._position_ms = start_ms  # … sounds, or is to sound, at …
        self._at_ms: int | None = None  # … this time; None: paused
        self._blocks: Iterator[Block] = iter_blocks(media.url, start_ms)
        self._ready: deque[Block] = deque()
        self._decoded_ms = float(start_ms)
        self._exhausted = False
        self._stop_ms: int | None = None
        self._first_ms: int | None = None

    @property
    def is_busy(self) -> bool:
        """It sounds or is about to."""
        return self._at_ms is not None

    @property
    def ends_ms(self) -> int:
        """When the last sample has sounded; only after `advance` answered "ended"."""
        return round((self._at_ms or 0) + self._decoded_ms - self._position_ms)

    def prepare(self) -> None:
        """Decodes the beginning, so that it can sound at once. Blocks while it fetches."""
        self._decode_ahead(self._position_ms + AHEAD_MS)

    def sound_at(self, at_ms: int) -> None:
        self._at_ms = at_ms
        self.is_sounding = False

    def position_at(self, now_ms: int) -> int:
        """In the track, whose time goes `rate` times as fast as the stream's."""
        return round(self._heard_ms(now_ms) * self.media.rate)

    def _heard_ms(self, now_ms: int) -> int:
        if self._at_ms is None or not self.is_sounding:
            return self._position_ms
        return self._position_ms + now_ms - self._at_ms

    def played_ms(self, now_ms: int) -> int:
        return now_ms - self._first_ms if self._first_ms is not None else 0

    def pause(self, now_ms: int) -> None:
        self._sound_until(now_ms)
        self._position_ms = self._heard_ms(now_ms)
        self._at_ms = None
        self.is_sounding = False

    def swell(self, now_ms: int, over_ms: int) -> None:
        if self.loudness == HUSHED:
            self.loudness = Loudness(begin_ms=now_ms, over_ms=over_ms)

    def stop_at(self, silent_ms: int, now_ms: int) -> None:
        self._stop_ms = silent_ms
        if self.loudness != HUSHED:
            self.loudness = Loudness(rises=False, begin_ms=now_ms, over_ms=silent_ms - now_ms)

    def advance(self, now_ms: int) -> Happened:
        """Brings everything up to `now_ms` and says what happened; the caller repeats it every few ms."""
        if self._at_ms is None:
            return "nothing"
        if self._stop_ms is not None and now_ms >= self._stop_ms:
            self._sound_until(self._stop_ms)
            return "stopped"
        self._decode_ahead(self._heard_ms(now_ms) + AHEAD_MS)
        if not self.is_sounding:
            return self._begin(now_ms)
        self._sound_until(now_ms)
        if self._heard_ms(now_ms) < self._decoded_ms:
            return "nothing"
        return "ended" if self._exhausted else self._starve(now_ms)

    def close(self) -> None:
        close = getattr(self._blocks, "close", None)
        if close is not None:
            close()
        self._ready.clear()

    def _begin(self, now_ms: int) -> Happened:
        """Sounds from its time on; data that came late moves the time."""
        if self._at_ms is None or now_ms < self._at_ms:
            return "nothing"
        if self._exhausted and self._decoded_ms <= self._position_ms:
            return "ended"
        if now_ms - self._at_ms > LATE_MS:
            self._at_ms = now_ms
        self._first_ms = self._first_ms if self._first_ms is not None else self._at_ms
        self.is_sounding = True
        return "started"

    def _starve(self, now_ms: int) -> Happened:
        self._position_ms = round(self._decoded_ms)
        self._at_ms = now_ms
        self.is_sounding = False
        return "starved"

    def _decode_ahead(self, until_ms: float) -> None:
        while not self._exhausted and self._decoded_ms < until_ms:
            block = next(self._blocks, None)
            if block is None:
                self._exhausted = True
            else:
                self._ready.append(block)
                self._decoded_ms = block.end_ms

    def _sound_until(self, now_ms: int) -> None:
        """Gives the ear what has sounded; a block that is cut by `now_ms` sounds in part."""
        if self._at_ms is None or not self.is_sounding:
            return
        heard_ms = self._heard_ms(now_ms)
        while self._ready and self._ready[0].position_ms < heard_ms:
            block = self._ready.popleft()
            samples = block.samples
            if block.end_ms > heard_ms:
                cut = round((heard_ms - block.position_ms) * RATE_HZ / 1000)
                self._ready.appendleft(Block(float(heard_ms), samples[cut:]))
                samples = samples[:cut]
            at_ms = round(self._at_ms + block.position_ms - self._position_ms)
            heard = self.loudness.heard(samples, at_ms) if len(samples) else None
            if self._ear is not None and heard is not None:
                self._ear(at_ms, heard)
