"""Chunks by key: from the cache, or made once, however many ask for the same one at the same time."""

from __future__ import annotations

from collections.abc import Callable

from library import DiskCache
from server.streaming.encoders import Encoders
from server.streaming.jobs import Job, Urgency


class Chunks:
    """Any thread."""

    def __init__(self, *, cache: DiskCache, encoders: Encoders) -> None:
        self._cache = cache
        self.encoders = encoders

    def find(self, key: str, size_bytes: int | None = None) -> bytes | None:
        """None: it has to be made."""
        return self._cache.find(key, size_bytes)

    def ask(
        self,
        key: str,
        size_bytes: int | None,
        make: Callable[[], bytes],
        *,
        made: Callable[[int], None],
        listener: str,
        urgency: Urgency,
        keep: bool = True,
    ) -> Job:
        """A job whose result is the chunk; `made` is told its size first. `keep` False: it is not worth disk space.

        Raises: TooManyStreams.
        """

        def work() -> bytes:
            found = self._cache.find(key, size_bytes)
            if found is None:
                found = make()
                if keep:
                    self._cache.put(key, found)
            made(len(found))
            return found

        return self.encoders.submit(key, work, listener=listener, urgency=urgency)
