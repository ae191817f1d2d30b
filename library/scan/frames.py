"""What a scan and its reading children say to each other, in frames.

scan ──► Ask(number, path, is_image, …) ──► child          the child says Ready once, when it can begin
scan ◄── Answer(number, result) ◄────────── child          one for each Ask, in order
"""

from __future__ import annotations

import msgspec

from library.scan.reader import Picture, Unreadable
from library.tags import Contents


class Ask(msgspec.Struct, frozen=True, array_like=True):
    number: int
    root: bytes
    path: bytes
    is_image: bool
    size_bytes: int
    mtime_ns: int


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Exactly one of the last three; `number` −1: ready to begin."""

    number: int
    contents: Contents | None = None
    reason: str | None = None
    digest: str | None = None

    @property
    def result(self) -> Contents | Unreadable | Picture:
        if self.contents is not None:
            return self.contents
        return Picture(self.digest) if self.reason is None else Unreadable(self.reason)


READY = -1
