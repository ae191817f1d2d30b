"""An encoded track as a row of chunks, each a pure function of (file state, profile, start, number)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, takewhile

from server.streaming.chunks import Chunks
from server.streaming.cut import Cut
from server.streaming.forms import Form
from server.streaming.layout import Layout
from server.streaming.rendition import Blocks


@dataclass(frozen=True, slots=True)
class Row:
    """The chunks of one stream by number."""

    cut: Cut
    form: Form
    key: str  # names the bytes in the cache
    chunks: Chunks
    check: Callable[[], None]  # raises when the file is no longer the one that was measured

    @property
    def count(self) -> int:
        return self.form.grid.count(self.form.packet_count)

    def sizes(self) -> list[int] | None:
        """Of every chunk; None: they are not known before they were made."""
        sizes = (self._size(number) for number in range(self.count))
        known = list(takewhile(lambda size: size is not None, sizes))
        return [size or 0 for size in known] if len(known) == self.count else None

    def chunk(self, number: int) -> bytes:
        """Blocks while it is made. Raises: TooManyStreams, Undecodable, FileChanged, FileMissing."""
        return self.chunks.get(f"{self.key}/{number}", self._size(number), lambda: self._make(number))

    def _make(self, number: int) -> bytes:
        self.check()
        first, count = self.form.grid.span(number, self.form.packet_count)
        return self.form.pack(first, self.cut.packets(first + self.form.first_packet, count))

    def _size(self, number: int) -> int | None:
        return self.form.size_bytes(*self.form.grid.span(number, self.form.packet_count))


class Encoded:
    """A rendition of a Row. While its sizes are not known it is only to be had whole, and learns them."""

    def __init__(
        self,
        row: Row,
        *,
        etag: str,
        modified_utc: datetime,
        sizes: list[int] | None,
        learn: Callable[[list[int]], None],
    ) -> None:
        """`learn` is told the sizes of all chunks once the stream was made to its end."""
        self.mime = row.cut.profile.mime
        self.etag = etag
        self.modified_utc = modified_utc
        self._row = row
        self._layout = None if sizes is None else Layout(len(row.form.head), sizes)
        self._learn = learn

    @property
    def size_bytes(self) -> int | None:
        return None if self._layout is None else self._layout.size_bytes

    def open(self, start: int, stop: int | None) -> Blocks:
        """The first bytes are ready on return. A size that is not known: only from 0 to the end."""
        if self._layout is None:
            blocks = self._whole()
        else:
            blocks = self._part(self._layout, start, self._layout.size_bytes if stop is None else stop)
        first = next(blocks, b"")
        if start < len(self._row.form.head):  # a head is no proof that an encoder is free
            first += next(blocks, b"")
        return Blocks(chain((first,), blocks))

    def _part(self, layout: Layout, start: int, stop: int) -> Iterator[bytes]:
        for span in layout.spans(start, stop):
            piece = self._row.form.head if span.number == 0 else self._row.chunk(span.number - 1)
            yield piece[span.start : span.stop]

    def _whole(self) -> Iterator[bytes]:
        """Made at the speed of the reader, as far as the reader goes."""
        sizes = []
        for number in range(self._row.count):
            chunk = self._row.chunk(number)
            sizes.append(len(chunk))
            yield (self._row.form.head if number == 0 else b"") + chunk
        self._learn(sizes)
