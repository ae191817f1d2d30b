"""How far a rendition has been made whose sizes nobody knows before, and the making of the rest of it."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from server.streaming.digest import Digest
from server.streaming.errors import TooManyStreams
from server.streaming.jobs import Job, Urgency
from server.streaming.row import Row

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Grown:
    """What is known of a rendition once all of it was made."""

    sizes: tuple[int, ...]  # of the chunks
    digest: bytes  # of the samples, where it is needed

    def to_json(self) -> bytes:
        return json.dumps({"sizes": self.sizes, "digest": self.digest.hex()}).encode()


def read_grown(text: bytes) -> Grown:
    said = json.loads(text)
    return Grown(tuple(int(size) for size in said["sizes"]), bytes.fromhex(said["digest"]))


class Growth:
    """The sizes of chunks, as they become known. Any thread.

    While somebody wants it, the next unknown chunk is made at the encoders' leisure, one after the other; when
    nobody does, it rests where it is.
    """

    def __init__(self, count: int, *, needs_digest: bool, complete: Callable[[Grown], None]) -> None:
        """`complete` is called once."""
        self.digest = Digest(count if needs_digest else 0)
        self._lock = threading.RLock()
        self._sizes: list[int | None] = [None] * count
        self._known = 0  # from the first one on, without a gap
        self._known_bytes = 0
        self._grown: Grown | None = None
        self._complete = complete
        self._wanted = 0
        self._job: Job | None = None
        self._calls: list[Callable[[], None]] = []

    @property
    def grown(self) -> Grown | None:
        return self._grown

    @property
    def known_bytes(self) -> int:
        """Of the chunks from the first one on, without a gap."""
        return self._known_bytes

    def is_sized(self) -> bool:
        return self._known == len(self._sizes)

    def known(self) -> list[int]:
        with self._lock:
            return [size or 0 for size in self._sizes[: self._known]]

    def restore(self, grown: Grown) -> None:
        """It was all made before."""
        with self._lock:
            self._sizes = list(grown.sizes)
            self._known, self._known_bytes = len(grown.sizes), sum(grown.sizes)
            self._grown = grown

    def note(self, number: int, size_bytes: int) -> None:
        with self._lock:
            if self._sizes[number] is not None:
                return
            self._sizes[number] = size_bytes
            while self._known < len(self._sizes) and (size := self._sizes[self._known]) is not None:
                self._known += 1
                self._known_bytes += size
        self._tell()

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
            if self._job is not None or not self._wanted or self._grown is not None:
                return
            try:
                job = self._job = self._next_job(row)
            except TooManyStreams:  # whoever listens asks for what is heard next anyway
                return
        job.when_done(lambda: self._on_done(row, job))

    def _next_job(self, row: Row) -> Job:
        if not self.is_sized():
            return row.ask(1 + self._known, Urgency.IDLE)
        return row.ask_digest(self.digest.missing or 0)

    def _on_done(self, row: Row, job: Job) -> None:
        row.leave(job)
        with self._lock:
            self._job = None
        self._tell()
        if job.is_good():
            self._go_on(row)

    def _tell(self) -> None:
        with self._lock:
            calls = list(self._calls)
            is_last = self._grown is None and self.is_sized() and self.digest.missing is None
            if is_last:
                self._grown = Grown(tuple(self.known()), self.digest.value())
        if is_last and self._grown is not None:
            self._complete(self._grown)
        for call in calls:
            call()


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
