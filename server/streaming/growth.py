"""How far a rendition has been made whose sizes nobody knows before, and the making of the rest of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from server.streaming.errors import TooManyStreams
from server.streaming.jobs import Job, Urgency
from server.streaming.row import Row

_KEPT = 256


class Growth:
    """The sizes of chunks, as they become known. Any thread.

    While somebody wants it, the next unknown chunk is made at the encoders' leisure, one after the other; when
    nobody does, it rests where it is.
    """

    def __init__(
        self, count: int, sizes: Sequence[int] = (), *, complete: Callable[[list[int]], None]
    ) -> None:
        """`sizes` are those that are known from before; `complete` is called once, with all of them."""
        self._lock = threading.RLock()
        self._sizes: list[int | None] = [*sizes, *[None] * (count - len(sizes))]
        self._known = len(sizes)  # from the first one on, without a gap
        self._known_bytes = sum(sizes)
        self._complete = complete
        self._wanted = 0
        self._job: Job | None = None
        self._calls: list[Callable[[], None]] = []

    def is_complete(self) -> bool:
        return self._known == len(self._sizes)

    @property
    def known_bytes(self) -> int:
        """Of the chunks from the first one on, without a gap."""
        return self._known_bytes

    def known(self) -> list[int]:
        with self._lock:
            return [size or 0 for size in self._sizes[: self._known]]

    def note(self, number: int, size_bytes: int) -> None:
        with self._lock:
            if self._sizes[number] is not None:
                return
            self._sizes[number] = size_bytes
            while self._known < len(self._sizes) and (size := self._sizes[self._known]) is not None:
                self._known += 1
                self._known_bytes += size
            calls, is_last = list(self._calls), self.is_complete()
        if is_last:
            self._complete(self.known())
        for call in calls:
            call()

    def want(self, row: Row) -> None:
        with self._lock:
            self._wanted += 1
        self._go_on(row)

    def unwant(self) -> None:
        with self._lock:
            self._wanted -= 1

    def on_growth(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._calls.append(call)

    def forget(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._calls = [other for other in self._calls if other is not call]

    def _go_on(self, row: Row) -> None:
        with self._lock:
            if self._job is not None or not self._wanted or self.is_complete():
                return
            try:
                job = self._job = row.ask(1 + self._known, Urgency.IDLE)
            except TooManyStreams:  # whoever listens asks for what is heard next anyway
                return
        job.when_done(lambda: self._on_done(row, job))

    def _on_done(self, row: Row, job: Job) -> None:
        row.leave(job)
        with self._lock:
            self._job = None
        if job.is_good():
            self._go_on(row)


class Growths:
    """One for each key; of those that nobody touched for long nothing is remembered. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Growth] = OrderedDict()

    def get(self, key: str, make: Callable[[], Growth]) -> Growth:
        with self._lock:
            growth = self._known.get(key)
            if growth is None:
                growth = self._known[key] = make()
            self._known.move_to_end(key)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return growth
