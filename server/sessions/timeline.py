"""A position in a track and when it was true: the truth that devices follow."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Timeline:
    """A position in the current track and the time at which it was true, always together."""

    position_ms: int
    at_ms: int
    running: bool
    rate: float = 1.0  # so much of the track is heard in one of the clock's milliseconds

    def position_at(self, at_ms: int) -> int:
        return self.position_ms + (self.track_ms(at_ms - self.at_ms) if self.running else 0)

    def track_ms(self, time_ms: int) -> int:
        """How much of the track is heard in that time."""
        return round(time_ms * self.rate)

    def time_ms(self, track_ms: int) -> int:
        """How long so much of the track takes to be heard."""
        return round(track_ms / self.rate)

    def rebased(self, position_ms: int, at_ms: int, *, running: bool) -> Timeline:
        """The same speed from another place."""
        return replace(self, position_ms=position_ms, at_ms=at_ms, running=running)

    def held(self, at_ms: int) -> Timeline:
        """Where it is at `at_ms`, standing still."""
        return self.rebased(max(0, self.position_at(at_ms)), at_ms, running=False)


NOWHERE = Timeline(0, 0, running=False)
