"""A title between the bytes of a stream, for radio-like players that ask for it (SHOUTcast's "ICY" metadata).

After every 16,000 bytes of sound: one byte that counts blocks of 16, then so many blocks, filled up with NUL:

    … sound … | 02 | StreamTitle='Clocks - Tick';\\0\\0\\0 | … sound … | 00 | … sound …

A count of 0 says that nothing has changed, so a track's title is told once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

from server.streaming.feed import Feed

INTERVAL_BYTES = 16_000
_LONGEST_BYTES = 255 * 16
_BLOCK_BYTES = 1 << 17
_NOTHING_NEW = b"\x00"


def title_block(title: str) -> bytes:
    """As it stands in the stream. There is no way to write "';" in a title, for it ends it."""
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", title).replace("';", "' ;")
    begin, end = b"StreamTitle='", b"';"
    room = _LONGEST_BYTES - len(begin) - len(end)
    text = begin + plain.encode()[:room].decode(errors="ignore").encode() + end
    count = -(-len(text) // 16)
    return bytes([count]) + text.ljust(16 * count, b"\0")


def titled_size_bytes(size_bytes: int, title: str) -> int:
    """Of a stream of so many bytes with its title in it."""
    count = size_bytes // INTERVAL_BYTES
    return size_bytes + (len(title_block(title)) + count - 1 if count else 0)


class TitledFeed:
    """A feed from its first byte on, with titles in between."""

    def __init__(self, feed: Feed, title: str) -> None:
        self._feed = feed
        self._left_bytes = INTERVAL_BYTES  # of sound, until the next title
        self._next = title_block(title)
        self._block = memoryview(b"")  # what is to be sent of a title

    def is_ready(self) -> bool:
        return bool(self._block) or self._feed.is_ready()

    def take(self, most_bytes: int) -> bytes:
        if self._block:
            told, self._block = bytes(self._block[:most_bytes]), self._block[most_bytes:]
            return told
        sound = self._feed.take(min(most_bytes, self._left_bytes))
        self._left_bytes -= len(sound)
        if not self._left_bytes:
            self._left_bytes = INTERVAL_BYTES
            self._block, self._next = memoryview(self._next), _NOTHING_NEW
        return sound

    def on_ready(self, call: Callable[[], None]) -> None:
        self._feed.on_ready(call)

    def close(self) -> None:
        self._feed.close()

    def __iter__(self) -> Iterator[bytes]:
        pause = threading.Event()
        try:
            while self.is_ready() or not pause.wait(0.1):
                if self.is_ready():
                    block = self.take(_BLOCK_BYTES)
                    if not block:
                        return
                    yield block
        finally:
            self.close()
