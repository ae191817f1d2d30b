"""What a scan and its reading children say to each other, in frames.

scan ──► Ask(number, path, is_image, …) ──► child          the child says Ready once, when it can begin
scan ◄── Answer(number, result) ◄────────── child          one for each Ask, in order
"""

from __future__ import annotations

import msgspec

from library.scan.reader import Colour, Picture, Result, Unreadable
from library.tags import Contents


class Ask(msgspec.Struct, frozen=True, array_like=True):
    number: int
    root: bytes
    path: bytes
    is_image: bool
    size_bytes: int
    mtime_ns: int
    sheets: tuple[bytes, ...] = ()
    colour_of: str | None = None  # the digest of a picture in it


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Exactly one of the last four; `number` −1: ready to begin."""

    number: int
    contents: Contents | None = None
    reason: str | None = None
    digest: str | None = None
    colour: str | None = None

    @property
    def result(self) -> Result:
        if self.contents is not None:
            return self.contents
        if self.colour is not None:
            return Colour(self.colour)
        return Picture(self.digest) if self.reason is None else Unreadable(self.reason)


READY = -1
