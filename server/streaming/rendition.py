"""One way to hear a track, byte-addressable: what the HTTP edge needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from server.streaming.encoded import Encoded
from server.streaming.feed import Feed
from server.streaming.growing import Growing


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The bytes are in this file, from its present position on; whoever gets it closes it."""

    file: BinaryIO
    length_bytes: int


class Kept(Protocol):
    """A rendition that is there already."""

    @property
    def mime(self) -> str: ...
    @property
    def etag(self) -> str: ...
    @property
    def modified_utc(self) -> datetime: ...
    @property
    def size_bytes(self) -> int: ...
    def open(self, start: int, stop: int | None) -> OpenFile | Feed:
        """The bytes from `start` up to `stop` (None: the end). Raises: FileChanged, FileMissing."""
        ...


# Any thread, any number of openings at a time, always the same bytes.
Rendition = Kept | Encoded | Growing
