"""A bounded number of encoders: a slot within a bounded time, or an error that says when to come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from server.streaming.errors import TooManyStreams


class Slots:
    """Any thread. A slot is held for one chunk (tens of milliseconds): a slow or gone client holds none."""

    def __init__(self, count: int, *, wait_s: float) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._wait_s = wait_s

    @contextmanager
    def take(self) -> Iterator[None]:
        """Blocks for at most `wait_s`. Raises: TooManyStreams."""
        if not self._free.acquire(timeout=self._wait_s):
            raise TooManyStreams(retry_after_s=max(1, round(self._wait_s)))
        try:
            yield
        finally:
            self._free.release()
