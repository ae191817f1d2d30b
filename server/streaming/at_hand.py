"""Feeds of what is there already: bytes in memory, a part of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

_BLOCK_BYTES = 1 << 17


class BytesFeed:
    """What is all there."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def is_ready(self) -> bool:
        return True

    def take(self, most_bytes: int) -> bytes:
        block = bytes(self._data[:most_bytes])
        self._data = self._data[most_bytes:]
        return block

    def on_ready(self, call: Callable[[], None]) -> None:
        pass

    def close(self) -> None:
        pass

    def __iter__(self) -> Iterator[bytes]:
        while block := self.take(_BLOCK_BYTES):
            yield block


class FileFeed:
    """`length_bytes` of a file from its present position on. Closes the file."""

    def __init__(self, file: BinaryIO, length_bytes: int) -> None:
        self._file = file
        self._left_bytes = length_bytes

    def is_ready(self) -> bool:
        return True

    def take(self, most_bytes: int) -> bytes:
        """Raises OSError when the file has become shorter."""
        wanted = min(most_bytes, self._left_bytes)
        block = self._file.read(wanted) if wanted else b""
        if wanted and not block:
            raise OSError("the file has become shorter while it was sent")
        self._left_bytes -= len(block)
        return block

    def on_ready(self, call: Callable[[], None]) -> None:
        pass

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        while block := self.take(_BLOCK_BYTES):
            yield block
