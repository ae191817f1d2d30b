"""Chunks by key: from the cache, or made once, however many ask for the same one at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.streaming.cache import ChunkCache
from server.streaming.errors import TooManyStreams
from server.streaming.slots import Slots

_TURN_S = 30  # a chunk takes well under a second; whoever waits this long meets a dying disk or machine


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class Chunks:
    """Any thread."""

    def __init__(self, *, cache: ChunkCache, slots: Slots) -> None:
        self._cache = cache
        self._slots = slots
        self._guard = threading.Lock()
        self._turns: dict[str, _Turn] = {}

    def get(self, key: str, size_bytes: int | None, make: Callable[[], bytes]) -> bytes:
        """Blocks while the chunk is made. Raises: TooManyStreams, and what `make` raises."""
        found = self._cache.find(key, size_bytes)
        if found is not None:
            return found
        with self._turn(key):
            found = self._cache.find(key, size_bytes)
            if found is None:
                with self._slots.take():
                    found = make()
                self._cache.put(key, found)
        return found

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        with self._guard:
            turn = self._turns.setdefault(key, _Turn())
            turn.users += 1
        try:
            if not turn.lock.acquire(timeout=_TURN_S):
                raise TooManyStreams(retry_after_s=_TURN_S)
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._guard:
                turn.users -= 1
                if turn.users == 0:
                    del self._turns[key]
