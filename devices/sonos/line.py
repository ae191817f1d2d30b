"""Where a speaker is, to some milliseconds, from reports in whole seconds.

A report of second n, asked between two moments, says that the position was in [n, n + 1) then: so its distance from
the clock lies in an interval. The next question is asked when the middle of that interval would have the second
change, so that the answer halves it, whatever it is. Measured against emulated speakers on two busy cores: ±20 ms after
three seconds. It cannot be better than the speaker's own word: what it says late is late here, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FINE_MS = 40  # narrow enough: two round trips on a busy network
_SLACK_MS = 150  # a speaker that was late by no more than that still plays on the same line
_DRIFT = 1 / 10_000  # two clocks come apart by at most 100 ppm
_AT_LEAST_MS = 20  # between two questions
_USUAL_MS = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """`position - time` is in [low_ms, high_ms]."""

    low_ms: float
    high_ms: float
    seen_ms: int

    @property
    def width_ms(self) -> float:
        return self.high_ms - self.low_ms

    @property
    def is_fine(self) -> bool:
        return self.width_ms <= FINE_MS

    def position_at(self, at_ms: int) -> int:
        return max(0, round((self.low_ms + self.high_ms) / 2 + at_ms))

    def observe(self, rel_s: int, sent_ms: int, at_ms: int) -> Line | None:
        """Narrower by this report; None: it has jumped."""
        told = told_by(rel_s, sent_ms, at_ms)
        drift_ms = max(0, at_ms - self.seen_ms) * _DRIFT
        low_ms, high_ms = self.low_ms - drift_ms, self.high_ms + drift_ms
        if told.low_ms > high_ms + _SLACK_MS or told.high_ms < low_ms - _SLACK_MS:
            return None
        low_ms, high_ms = max(low_ms, told.low_ms), min(high_ms, told.high_ms)
        if low_ms > high_ms:  # just missed: what was said last is right, to a hair
            edge_ms = told.low_ms if told.low_ms > self.high_ms else told.high_ms
            low_ms, high_ms = edge_ms - FINE_MS / 2, edge_ms + FINE_MS / 2
        return Line(low_ms, high_ms, at_ms)

    def next_ms(self, now_ms: int) -> int:
        """When to ask again."""
        if self.is_fine:
            return now_ms + _USUAL_MS
        middle = (self.low_ms + self.high_ms) / 2
        return now_ms + _AT_LEAST_MS + round(-(now_ms + _AT_LEAST_MS + middle) % 1000)

    def moved(self, by_ms: int) -> Line:
        return replace(self, low_ms=self.low_ms + by_ms, high_ms=self.high_ms + by_ms)


def told_by(rel_s: int, sent_ms: int, at_ms: int) -> Line:
    """What one report alone says."""
    return Line(rel_s * 1000 - at_ms, rel_s * 1000 + 1000 - sent_ms, at_ms)


def begun(position_ms: int, after_ms: int, look: Line, *, spread_ms: int = 0) -> Line:
    """It sounds since some moment after `after_ms`, from there on, or from so much before or behind."""
    latest = Line(position_ms - spread_ms - look.seen_ms, position_ms + spread_ms - after_ms, look.seen_ms)
    low_ms, high_ms = max(latest.low_ms, look.low_ms), min(latest.high_ms, look.high_ms)
    return Line(low_ms, high_ms, look.seen_ms) if low_ms <= high_ms else look
