"""Messages through a pipe between processes of ours: four bytes of length, and msgpack."""

from __future__ import annotations

import struct
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

_LENGTH = struct.Struct("<I")
MAX_FRAME_BYTES = 16 * 2**20  # our own messages are cut to size long before: more is not our child speaking


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
