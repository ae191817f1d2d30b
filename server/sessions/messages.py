"""What goes into `step` and what comes out: commands are imperative, effects too; reports come from devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices import DeviceId, Found, Gone, Lost, Occupied, Paused, PlaybackReport, Playing, PlayToken
from library import TrackId
from server.sessions.model import Entry, EntryId, Repeat, Target

# -- commands: what people want --------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Pause: ...


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


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: deadlines may be over."""


@dataclass(frozen=True, slots=True)
class Attach:
    """After a restart: the device of `said` plays, or holds, what the run before gave it."""

    target: Target
    said: Playing | Paused


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
Event = Command | Attach | PlaybackReport | Occupied | Lost | Found | Gone | Tick

# -- effects: what the house must do ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadMedia:
    device: DeviceId
    token: PlayToken
    entry: Entry
    start_ms: int
    start_at_ms: int | None
    playing: bool
    beside: tuple[TrackId, ...] = ()  # what plays before and after it
    rate: float = 1.0
    is_hushed: bool = False


@dataclass(frozen=True, slots=True)
class PreloadMedia:
    device: DeviceId
    token: PlayToken
    entry: Entry | None  # None: forget what was preloaded
    beside: tuple[TrackId, ...] = ()
    after: TrackId | None = None  # what it follows
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class ResumeOutput:
    device: DeviceId
    token: PlayToken


@dataclass(frozen=True, slots=True)
class PauseOutput:
    device: DeviceId
    token: PlayToken


@dataclass(frozen=True, slots=True)
class SeekOutput:
    device: DeviceId
    token: PlayToken
    position_ms: int
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class RateOutput:
    """Plays on, faster or slower, what it holds and what follows."""

    device: DeviceId
    token: PlayToken
    rate: float


@dataclass(frozen=True, slots=True)
class SwellOutput:
    """What was loaded hushed is in place, and is to be heard."""

    device: DeviceId
    token: PlayToken
    over_ms: int


@dataclass(frozen=True, slots=True)
class StopOutput:
    device: DeviceId
    token: PlayToken
    fade_ms: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The device plays on what the run before gave it to fetch; it needs no command."""

    device: DeviceId
    token: PlayToken


@dataclass(frozen=True, slots=True)
class LatencySeen:
    """From a load or a seek to the sound that it caused."""

    device: DeviceId
    token: PlayToken
    latency_ms: int
    is_cold: bool
    is_seek: bool = False


@dataclass(frozen=True, slots=True)
class TrackHeard:
    """Half of the track, or four minutes of it, were heard."""

    track_id: TrackId


@dataclass(frozen=True, slots=True)
class HandoffEnded:
    to: DeviceId
    sources: tuple[DeviceId, ...]
    outcome: Literal["done", "failed", "replaced"]
    reason: str | None
    predicted_ms: int
    audible_ms: int | None  # from the command to the first sound
    overlap_ms: int | None
    gap_ms: int | None
    position_error_ms: int | None
    corrections: int
    latency_ms: int | None  # that the target showed, where it was predicted
    is_cold: bool
    token: PlayToken | None  # what the target played, if it is still there


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person must know; `reason` is the device's word."""

    kind: Literal["output_failed", "handoff_failed", "playback_stopped"]
    device: DeviceId
    reason: str


Effect = (
    LoadMedia
    | PreloadMedia
    | ResumeOutput
    | PauseOutput
    | SeekOutput
    | RateOutput
    | SwellOutput
    | StopOutput
    | Kept
    | LatencySeen
    | TrackHeard
    | HandoffEnded
    | Notice
)
