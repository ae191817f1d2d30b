"""Which packets are in which chunk: short ones first, so that music begins at once, then equal ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """In packets. The last chunk of a stream may be shorter."""

    ramp: tuple[int, ...]
    rest: int

    def count(self, packets: int) -> int:
        """The chunks of a stream of so many packets."""
        in_ramp = sum(self._start(number) < packets for number in range(len(self.ramp)))
        return in_ramp + max(0, -(-(packets - sum(self.ramp)) // self.rest))

    def span(self, number: int, packets: int) -> tuple[int, int]:
        """The first packet of a chunk, and how many it has, in a stream of so many packets."""
        start = self._start(number)
        return start, min(self.ramp[number] if number < len(self.ramp) else self.rest, packets - start)

    def _start(self, number: int) -> int:
        return sum(self.ramp[:number]) + max(0, number - len(self.ramp)) * self.rest
