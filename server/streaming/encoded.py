"""An encoded track as a rendition whose size is known before a byte of it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from server.streaming.feed import PieceFeed
from server.streaming.layout import Layout
from server.streaming.row import Row


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a stream waits for an encoder."""

    wait_ms: int
    now_ms: Callable[[], int]


class Encoded:
    """A rendition of a Row with known sizes."""

    def __init__(self, row: Row, *, etag: str, modified_utc: datetime, patience: Patience) -> None:
        self.mime = row.cut.profile.mime
        self.etag = etag
        self.modified_utc = modified_utc
        self._row = row
        self._layout = Layout(len(row.form.head), row.sizes())
        self._patience = patience

    @property
    def size_bytes(self) -> int:
        return self._layout.size_bytes

    def prepare(self) -> None:
        """Has its beginning made, once the encoders have nothing more urgent to do."""
        self._row.begin()

    def open(self, start: int, stop: int | None) -> PieceFeed:
        spans = self._layout.spans(start, self.size_bytes if stop is None else stop)
        return PieceFeed(
            self._row,
            ((span.number, span.start, span.stop) for span in spans),
            wait_ms=self._patience.wait_ms,
            now_ms=self._patience.now_ms,
        )
