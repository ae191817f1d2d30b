"""What people want of a session, and what those do that play by themselves: imperative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices import DeviceId
from library import TrackId
from server.sessions.model import EntryId, Repeat, Target


@dataclass(frozen=True, slots=True)
class PlayNow:
    """`entries` come without ids and ranks of their own: `step` numbers them."""

    tracks: tuple[tuple[TrackId, int], ...]  # (track, duration_ms)
    index: int = 0
    position_ms: int = 0
    shuffle: bool | None = None
    seed: int = 0
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Enqueue:
    tracks: tuple[tuple[TrackId, int], ...]
    after_current: bool


@dataclass(frozen=True, slots=True)
class Play:
    target: Target | None = None  # where, if the session plays nowhere yet
    is_soft: bool = False  # it fades in there, where the device can


@dataclass(frozen=True, slots=True)
class Pause:
    is_soft: bool = False  # what can only be faded by its volume fades out first


@dataclass(frozen=True, slots=True)
class Next: ...


@dataclass(frozen=True, slots=True)
class Previous: ...


@dataclass(frozen=True, slots=True)
class Seek:
    position_ms: int


@dataclass(frozen=True, slots=True)
class Jump:
    entry: EntryId


@dataclass(frozen=True, slots=True)
class MoveEntry:
    entry: EntryId
    before: EntryId | None


@dataclass(frozen=True, slots=True)
class RemoveEntries:
    entries: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class ClearQueue: ...


@dataclass(frozen=True, slots=True)
class SetShuffle:
    on: bool
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SetRepeat:
    mode: Repeat


@dataclass(frozen=True, slots=True)
class SetRate:
    """How fast it plays, from the next sound on: 0.5 to 2."""

    rate: float


@dataclass(frozen=True, slots=True)
class Join:
    target: Target


@dataclass(frozen=True, slots=True)
class Spread:
    """Play on all of these too."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    device: DeviceId


@dataclass(frozen=True, slots=True)
class Move:
    target: Target


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What a device that plays by itself does: the session follows it. `tracks` None, or none: the queue stays."""

    target: Target
    tracks: tuple[tuple[TrackId, int], ...] | None
    index: int
    position_ms: int
    at_ms: int
    state: Literal["starting", "playing", "paused"]
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Reset:
    """The queue becomes this; what plays goes on if it is at `index`, else the session waits at its beginning."""

    tracks: tuple[tuple[TrackId, int], ...]
    index: int


Command = (
    PlayNow
    | Enqueue
    | Play
    | Pause
    | Next
    | Previous
    | Seek
    | Jump
    | MoveEntry
    | RemoveEntries
    | ClearQueue
    | SetShuffle
    | SetRepeat
    | SetRate
    | Join
    | Spread
    | Leave
    | Move
    | TakeOver
    | Reset
)
