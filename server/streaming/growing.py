"""A rendition whose size is not known before it was made: whole at once, ranges as far as it has grown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from server.streaming.encoded import Patience
from server.streaming.feed import PieceFeed
from server.streaming.forms import GrowingForm
from server.streaming.growth import Growth
from server.streaming.layout import Layout
from server.streaming.row import Row


class Growing:
    """Any thread. It grows while somebody reads it or waits for a part of it.

    Some forms can tell more in their head once all was made. Then there are two states of the same length, with an
    ETag each: the draft, which goes on to be served to whoever began with it, and the final one.
    """

    def __init__(
        self,
        row: Row,
        growth: Growth,
        *,
        etag: str,
        modified_utc: datetime,
        patience: Patience,
        as_draft: bool = False,
    ) -> None:
        grown = None if as_draft else growth.grown
        head = row.head if grown is None else _form(row).final_head(grown.sizes, grown.digest)
        is_draft = grown is None and bool(head)
        self.mime = row.cut.profile.mime
        self.etag = f"{etag}-draft" if is_draft else etag
        self.modified_utc = modified_utc
        self._row = replace(row, head=head)
        self._draft_row = row
        self._growth = growth
        self._patience = patience

    def as_begun(self, if_range: str | None) -> Growing:
        """The state that a client has the beginning of, if it names the draft."""
        draft = self.etag if self.etag.endswith("-draft") else f"{self.etag}-draft"
        if if_range != f'"{draft}"' or draft == self.etag or not self._row.head:
            return self
        return Growing(
            self._draft_row,
            self._growth,
            etag=self.etag,
            modified_utc=self.modified_utc,
            patience=self._patience,
            as_draft=True,
        )

    @property
    def size_bytes(self) -> int | None:
        return self.ready_bytes if self._growth.is_sized() else None

    @property
    def ready_bytes(self) -> int:
        """So many bytes from the first one on can be had by their place."""
        return len(self._row.head) + self._growth.known_bytes

    def open(self, start: int, stop: int | None) -> PieceFeed:
        """Parts only as far as it has grown."""
        if start == 0 and stop is None:
            first = 0 if self._row.head else 1
            return self._feed((piece, 0, None) for piece in range(first, 1 + self._row.count))
        layout = Layout(len(self._row.head), self._growth.known())
        spans = layout.spans(start, self.ready_bytes if stop is None else stop)
        return self._feed((span.number, span.start, span.stop) for span in spans)

    def prepare(self) -> None:
        """As Encoded.prepare."""
        self._row.begin()

    def reach(self, stop: int | None) -> Reach:
        """A wait until there are `stop` bytes; None: all of them."""
        return Reach(self, self._row, self._growth, stop, self._patience)

    def _feed(self, spans: Iterator[tuple[int, int, int | None]]) -> GrowingFeed:
        return GrowingFeed(
            self._row, self._growth, spans, wait_ms=self._patience.wait_ms, now_ms=self._patience.now_ms
        )


class GrowingFeed(PieceFeed):
    """While it is read, the rest is made ahead."""

    def __init__(
        self,
        row: Row,
        growth: Growth,
        spans: Iterator[tuple[int, int, int | None]],
        *,
        wait_ms: int,
        now_ms: Callable[[], int],
    ) -> None:
        super().__init__(row, spans, wait_ms=wait_ms, now_ms=now_ms)
        self._growth: Growth | None = growth
        growth.want(row)

    def close(self) -> None:
        super().close()
        growth, self._growth = self._growth, None
        if growth is not None:
            growth.unwant()


class Reach:
    """A bounded wait for a part of what is still growing."""

    def __init__(
        self, growing: Growing, row: Row, growth: Growth, stop: int | None, patience: Patience
    ) -> None:
        self._growing = growing
        self._growth: Growth | None = growth
        self._stop = stop
        self._patience = patience
        self._until_ms = patience.now_ms() + patience.wait_ms
        self._call: Callable[[], None] | None = None
        growth.want(row)

    def is_ready(self) -> bool:
        """Also when the time is up."""
        grown = self._growing.size_bytes is not None
        reached = self._stop is not None and self._growing.ready_bytes >= self._stop
        return grown or reached or self._patience.now_ms() >= self._until_ms

    def on_ready(self, call: Callable[[], None]) -> None:
        self._call = call
        if self._growth is not None:
            self._growth.on_growth(call)

    def close(self) -> None:
        growth, self._growth = self._growth, None
        if growth is not None:
            growth.unwant()
            if self._call is not None:
                growth.forget(self._call)


def _form(row: Row) -> GrowingForm:
    if not isinstance(row.form, GrowingForm):
        raise TypeError(f"{row.form} does not grow")
    return row.form
