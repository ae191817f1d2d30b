"""The MD5 of a lossless stream's samples, put together in order while chunks are made in any order."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable


class Digest:
    """Any thread. A chunk that is made when its turn has come costs nothing; the others are read once more."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._hash = hashlib.md5(usedforsecurity=False)  # what FLAC asks for (RFC 9639 §8.2)
        self._count = count
        self._next = 0

    @property
    def missing(self) -> int | None:
        """The chunk whose turn it is; None: it is complete."""
        return self._next if self._next < self._count else None

    def offer(self, number: int, samples: Callable[[], bytes]) -> None:
        """`samples` is called only if it is this chunk's turn."""
        with self._lock:
            if number == self._next:
                self._hash.update(samples())
                self._next += 1

    def value(self) -> bytes:
        return self._hash.digest()
