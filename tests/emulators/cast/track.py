"""One item being decoded: a thread of its own keeps it ahead of what sounds, as far as the model's buffer goes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import av

from devices.virtual.decode import RATE_HZ, Block, StreamBroken, iter_decoded
from tests.emulators.cast.profiles import Profile
from tests.emulators.cast.source import FedTooFast, Request, Source

LOW_WATER = 0.5  # of the buffer: from there it reads on


class Track:
    """Any thread; the decoder's own is `cast-decoder`."""

    def __init__(
        self,
        url: str,
        start_ms: float,
        *,
        profile: Profile,
        now_ms: Callable[[], int],
        noted: Callable[[Request], None],
        cut: threading.Event,
        duration_s: float | None = None,
    ) -> None:
        self.start_ms = start_ms
        self.decoded_ms = start_ms
        self.is_exhausted = False
        self.error = ""
        self.is_dead = False
        self.duration_ms: float | None = None
        self._heard_ms = start_ms
        self._blocks: deque[Block] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._profile = profile
        self._source: Source | None = None
        self._open = lambda: Source(url, profile, now_ms=now_ms, noted=noted, cut=cut, duration_s=duration_s)
        self._thread = threading.Thread(target=self._decode, name="cast-decoder", daemon=True)
        self._thread.start()

    @property
    def ahead_ms(self) -> float:
        return self.decoded_ms - self._heard_ms

    @property
    def received_bytes(self) -> int:
        return self._source.received_bytes if self._source is not None else 0

    def is_ready(self) -> bool:
        """Enough is there to begin."""
        return self.is_exhausted or self.ahead_ms >= self._profile.prebuffer_ms

    def take_until(self, position_ms: float) -> list[Block]:
        """What lies before it and was not taken yet; the last one is cut there."""
        taken: list[Block] = []
        with self._changed:
            while self._blocks and self._blocks[0].position_ms < position_ms:
                block = self._blocks.popleft()
                if block.end_ms > position_ms:
                    count = round((position_ms - block.position_ms) * RATE_HZ / 1000)
                    at_ms = block.position_ms + count * 1000 / RATE_HZ
                    self._blocks.appendleft(Block(at_ms, block.samples[count:]))
                    if count:
                        taken.append(Block(block.position_ms, block.samples[:count]))
                    break
                taken.append(block)
            self._heard_ms = max(self._heard_ms, position_ms)
            self._changed.notify_all()
        return taken

    def close(self) -> None:
        """Returns at once; the thread ends by itself."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._source is not None:
            self._source.close()

    def join(self) -> None:
        self._thread.join(timeout=2)

    def _decode(self) -> None:
        try:
            self._source = self._open()
            with av.open(self._source, timeout=None) as container:
                if container.duration:
                    self.duration_ms = container.duration / 1000
                for block in iter_decoded(container, round(self.start_ms)):
                    self._keep(block)
                    if self._closing:
                        return
        except (StreamBroken, av.FFmpegError, OSError, ValueError) as error:
            self.is_dead = isinstance(error, FedTooFast)
            self.error = str(error) or type(error).__name__
        finally:
            if self._source is not None:
                self._source.close()
            self.is_exhausted = not self.error

    def _keep(self, block: Block) -> None:
        with self._changed:
            self._blocks.append(block)
            self.decoded_ms = block.end_ms
            if self.ahead_ms < self._profile.buffer_ms:
                return
            if self._profile.closes_when_full and self._source is not None:
                self._source.hang_up()
            low_ms = self._profile.buffer_ms * LOW_WATER
            self._changed.wait_for(lambda: self._closing or self.ahead_ms < low_ms)
