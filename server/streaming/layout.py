"""Where the chunks of a stream lie in it: pure arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to `stop` within one piece."""

    number: int  # 0 is the head, n the chunk n - 1
    start: int
    stop: int


class Layout:
    """A head and chunks, one after the other."""

    def __init__(self, head_bytes: int, chunk_bytes: Sequence[int]) -> None:
        self._starts = list(accumulate([head_bytes, *chunk_bytes], initial=0))

    @property
    def size_bytes(self) -> int:
        return self._starts[-1]

    def spans(self, start: int, stop: int) -> Iterator[Span]:
        """What to take from which piece, in order, for the bytes of [start, stop)."""
        number = bisect_right(self._starts, start) - 1
        while start < stop and number < len(self._starts) - 1:
            begin, end = self._starts[number], self._starts[number + 1]
            yield Span(number, start - begin, min(stop, end) - begin)
            start = end
            number += 1
