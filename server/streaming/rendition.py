"""One way to hear a track, byte-addressable: what the HTTP edge needs to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The bytes are in this file, from its present position on; whoever gets it closes it."""

    file: BinaryIO
    length_bytes: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """The bytes are made as they are pulled; pulling may wait for an encoder, a bounded time."""

    blocks: Iterator[bytes]


Body = OpenFile | Blocks


class Rendition(Protocol):
    """Any thread, any number of openings at a time, always the same bytes."""

    @property
    def mime(self) -> str: ...
    @property
    def etag(self) -> str: ...  # strong, without quotes
    @property
    def modified_utc(self) -> datetime: ...
    @property
    def size_bytes(self) -> int | None: ...  # None: not known before it is encoded

    def open(self, start: int, stop: int | None) -> Body:
        """The bytes from `start` up to `stop` (None: the end).

        The first ones are ready on return, so that a failure still has a status to be told by.
        Raises: FileChanged, FileMissing, Undecodable, TooManyStreams.
        """
        ...
