"""Feeds whose bytes are at hand, or come when the test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence


class ListFeed:
    """These blocks, one a `take`; an exception among them is raised in its turn."""

    def __init__(self, blocks: Sequence[bytes | Exception]) -> None:
        self.closed = False
        self.held = False  # nothing more is ready
        self._blocks = list(blocks)
        self._call: Callable[[], None] = lambda: None

    def is_ready(self) -> bool:
        return not self.held

    def take(self, most_bytes: int) -> bytes:
        block = self._blocks.pop(0) if self._blocks else b""
        if isinstance(block, Exception):
            raise block
        return block

    def on_ready(self, call: Callable[[], None]) -> None:
        self._call = call

    def release(self) -> None:
        self.held = False
        self._call()

    def close(self) -> None:
        self.closed = True

    def __iter__(self) -> Iterator[bytes]:
        while block := self.take(1 << 16):
            yield block
