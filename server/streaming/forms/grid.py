"""Which packets are in which chunk: a short first one, so that music begins at once, then equal ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """In packets. The last chunk of a stream may be shorter."""

    first: int
    rest: int

    def count(self, packets: int) -> int:
        """The chunks of a stream of so many packets."""
        return 0 if packets <= 0 else 1 + max(0, -(-(packets - self.first) // self.rest))

    def span(self, number: int, packets: int) -> tuple[int, int]:
        """The first packet of a chunk, and how many it has, in a stream of so many packets."""
        start = 0 if number == 0 else self.first + (number - 1) * self.rest
        return start, min(self.first if number == 0 else self.rest, packets - start)
