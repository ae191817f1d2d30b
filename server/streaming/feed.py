"""The bytes of a stream as they become ready: nobody has to wait in a thread for them.

nothing asked for ──is_ready()──► waiting for a job ──done──► at hand ──take()──► … ──► ended
                                        └── overdue, or the job failed ──take()──► raises
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from server.streaming.errors import TooManyStreams
from server.streaming.jobs import Job, Urgency

_BLOCK_BYTES = 1 << 17
_LATER = 6  # who has begun to listen has music in store, and would rather wait than be cut off


class Feed(Protocol):
    """One reader. Iterating blocks where `take` must not."""

    def is_ready(self) -> bool:
        """Whether `take` can be called; asks for what is missing, never blocks for an encoder."""
        ...

    def take(self, most_bytes: int) -> bytes:
        """The next bytes; b"": that was all. Raises what has gone wrong."""
        ...

    def on_ready(self, call: Callable[[], None]) -> None:
        """`call` comes from any thread, whenever `is_ready` may have become true."""
        ...

    def close(self) -> None:
        """Frees whatever was asked for. Idempotent."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


class Pieces(Protocol):
    """Where a feed's bytes come from, piece by piece."""

    def find(self, piece: int) -> bytes | None:
        """At once, or not."""
        ...

    def ask(self, piece: int, urgency: Urgency) -> Job:
        """Raises: TooManyStreams."""
        ...

    def leave(self, job: Job) -> None: ...
    def overdue(self) -> TooManyStreams: ...


class PieceFeed:
    """`spans` are (piece, start, stop) in order, none empty; while one piece is read, the next is asked for."""

    def __init__(
        self,
        pieces: Pieces,
        spans: Iterator[tuple[int, int, int | None]],
        *,
        wait_ms: int,
        now_ms: Callable[[], int],
    ) -> None:
        self._pieces = pieces
        self._spans = spans
        self._wait_ms = wait_ms
        self._now_ms = now_ms
        self._lock = threading.RLock()
        self._wake: Callable[[], None] = lambda: None
        self._span = next(spans, None)
        self._job: Job | None = None
        self._since_ms = 0
        self._data = memoryview(b"")
        self._refused: TooManyStreams | None = None
        self._is_begun = False
        self._closed = False

    def is_ready(self) -> bool:
        with self._lock:
            if not self._is_at_hand():
                self._advance(Urgency.NOW)
            return self._is_at_hand() or self._job is None or self._job.is_done() or self._is_overdue()

    def take(self, most_bytes: int) -> bytes:
        with self._lock:
            if not self._data and not self._closed:
                self._fill()
            block = bytes(self._data[:most_bytes])
            self._data = self._data[most_bytes:]
            self._is_begun = True
            if not self._data and not self._closed:
                self._advance(Urgency.SOON)
            return block

    def take_all(self) -> bytes:
        """The rest of the piece that is ready."""
        with self._lock:
            return self.take(len(self._data)) if self._data else self.take(1 << 62)

    def on_ready(self, call: Callable[[], None]) -> None:
        self._wake = call

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._data = memoryview(b"")
            self._drop()

    def __iter__(self) -> Iterator[bytes]:
        try:
            while self._await() and (block := self.take(_BLOCK_BYTES)):
                yield block
        finally:
            self.close()

    def _is_at_hand(self) -> bool:
        return bool(self._data) or self._closed or self._span is None

    def _await(self) -> bool:
        while not self.is_ready():
            job = self._job
            if job is not None:
                job.wait(0.5)
        return True

    def _advance(self, urgency: Urgency) -> None:
        """Gets hold of the next piece, or asks for it."""
        if self._span is None:
            return
        if self._job is not None:
            if self._job.urgency > urgency and not self._job.is_done():
                self._drop()
            else:
                return
        found = self._pieces.find(self._span[0])
        if found is not None:
            self._use(found)
        else:
            self._ask(self._span[0], urgency)

    def _ask(self, piece: int, urgency: Urgency) -> None:
        try:
            self._job = self._pieces.ask(piece, urgency)
        except TooManyStreams as error:
            self._refused = error if urgency is Urgency.NOW else None
            return
        self._since_ms = self._now_ms()
        self._job.when_done(lambda: self._wake())

    def _fill(self) -> None:
        """Puts the piece that is done at hand."""
        while not self._is_at_hand():
            self._advance(Urgency.NOW)
            if self._refused is not None:
                raise self._refused
            if self._job is not None:
                self._use_job(self._job)

    def _use_job(self, job: Job) -> None:
        if not job.is_done():
            raise self._pieces.overdue()
        self._drop()
        self._use(job.result())

    def _use(self, piece: bytes) -> None:
        if self._span is not None:
            _, start, stop = self._span
            self._data = memoryview(piece)[start:stop]
        self._span = next(self._spans, None)

    def _is_overdue(self) -> bool:
        patience = _LATER if self._is_begun else 1
        return self._now_ms() - self._since_ms >= self._wait_ms * patience

    def _drop(self) -> None:
        if self._job is not None:
            self._pieces.leave(self._job)
            self._job = None
