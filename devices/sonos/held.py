"""What of ours is loaded in a group of rooms, as values: the load, and what is known of where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from devices.model import PlayToken
from devices.sonos.line import Line


class Phase(StrEnum):
    LOADING = "loading"
    SOUNDING = "sounding"
    STALLED = "stalled"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Item:
    """One load. Its stream begins at `base_ms` of the track."""

    token: PlayToken
    uri: str
    base_ms: int
    duration_ms: int  # of the track
    rate: float = 1.0  # so much of the track is heard in a second of the stream

    def position_ms(self, stream_ms: int) -> int:
        return self.base_ms + round(stream_ms * self.rate)

    def stream_ms(self, position_ms: int) -> int:
        return round((position_ms - self.base_ms) / self.rate)


@dataclass(frozen=True, slots=True)
class Held:
    """What is loaded. `position_ms` is the stream's: where it was last, or is to begin."""

    item: Item
    phase: Phase
    position_ms: int
    asked_ms: int  # when it was told to do what it does
    silent_ms: int  # when it was last known not to sound
    spread_ms: int = 0  # what `position_ms` may be off by
    line: Line | None = None  # while it sounds, of the stream
    reported_ms: int = 0
    was_fine: bool = False  # when it was last reported
    following: Item | None = None
    paused_ms: int | None = None  # about when it obeyed a pause of ours
    is_unsure: bool = False  # it sounds, and where is not known well enough to be told

    def position_at(self, at_ms: int) -> int:
        """Of the track."""
        stream_ms = self.position_ms if self.line is None else self.line.position_at(at_ms)
        return self.item.position_ms(stream_ms)

    def sent_to(self, stream_ms: int, *, plays: bool, now_ms: int) -> Held:
        """By a command, to exactly there."""
        return replace(
            self,
            phase=Phase.LOADING if plays else Phase.HELD,
            position_ms=stream_ms,
            spread_ms=0,
            asked_ms=now_ms,
            silent_ms=now_ms,
            line=None,
        )
