"""What a scan and its reading children say to each other: frames of four bytes of length and msgpack.

scan ──► Ask(number, path, is_image, …) ──► child          the child says Ready once, when it can begin
scan ◄── Answer(number, result) ◄────────── child          one for each Ask, in order
"""

from __future__ import annotations

import struct
from typing import Generic, TypeVar

import msgspec

from library.scan.reader import Colour, Picture, Result, Unreadable
from library.tags import Contents

T = TypeVar("T")

_LENGTH = struct.Struct("<I")
MAX_FRAME_BYTES = 16 * 2**20  # tags are cut to size long before: more is not our child speaking


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


def framed(message: msgspec.Struct) -> bytes:
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


class Frames(Generic[T]):
    """Cuts a stream of bytes into messages."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._left = bytearray()

    def add(self, data: bytes) -> list[T]:
        """The messages that are complete with `data`. Raises: ValueError for what is no frame."""
        self._left += data
        messages: list[T] = []
        at = 0
        while len(self._left) - at >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._left, at)
            if length > MAX_FRAME_BYTES:
                raise ValueError(length)
            end = at + _LENGTH.size + length
            if len(self._left) < end:
                break
            messages.append(self._decoder.decode(bytes(self._left[at + _LENGTH.size : end])))
            at = end
        del self._left[:at]
        return messages
