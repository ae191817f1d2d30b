"""What a session is: a queue, a timeline and the outputs that play it; frozen values, no clock, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from devices import DeviceId, PlayToken
from library import TrackId, UserId
from server.sessions.timeline import NOWHERE, Timeline

SessionId = NewType("SessionId", str)  # "se-1"
EntryId = NewType("EntryId", str)  # "en-42", never used twice within a session


class Repeat(StrEnum):
    OFF = "off"
    ONE = "one"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the queue; the same track may stand in several."""

    id: EntryId
    track_id: TrackId
    duration_ms: int
    rank: int  # its place in the unshuffled order


@dataclass(frozen=True, slots=True)
class Queue:
    """`entries` in the order they play; `index` is the current one, None only when there are none."""

    entries: tuple[Entry, ...] = ()
    index: int | None = None
    shuffle: bool = False
    repeat: Repeat = Repeat.OFF
    revision: int = 0  # changes when entries or their order do

    @property
    def current(self) -> Entry | None:
        return None if self.index is None else self.entries[self.index]


class OutputState(StrEnum):
    PREPARING = "preparing"
    AUDIBLE = "audible"  # it carries the session: sounding, or paused with the media loaded
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Target:
    """A device about to join, with what is known of it."""

    device: DeviceId
    lead_ms: int  # learned: from a load to its first sound
    bound_ms: int = 150  # a smaller error is not corrected
    seek_ms: int | None = None  # learned: from a seek to the sound; None: as long as its last command
    can_schedule: bool = False
    can_preload: bool = False
    can_rate: bool = False
    can_fade: bool = False  # it can start unheard
    seeks_coarsely: bool = False  # only a stream that begins there brings it to an exact place
    is_cold: bool = False  # it has held nothing of ours for a while
    by_itself: bool = False  # it says what it plays, and is never told
    counts_plays: bool = False  # … and says itself what was listened to


@dataclass(frozen=True, slots=True)
class Absence:
    """An output's device does not answer; it may still sound."""

    since_ms: int
    entry: EntryId | None  # what played when it was lost …
    position_ms: int  # … and where
    held: PlayToken  # what it then held
    back_ms: int | None = None  # it answers again, and has not said yet what it plays


@dataclass(frozen=True, slots=True)
class Output:
    """One device taking part. Every state but AUDIBLE ends at its deadline."""

    target: Target
    token: PlayToken
    state: OutputState
    deadline_ms: int | None
    asked_ms: int  # when the last load, play or seek was sent …
    aim_ms: int  # … and the position that it was to start from
    scheduled_ms: int | None = None  # the time at which it was asked to sound
    loaded: bool = True  # False: the device holds nothing of ours, a play must load
    is_hushed: bool = False  # not to be heard before it is in place
    absence: Absence | None = None
    is_taken: bool = False  # something that is not ours plays there: only who asks for it may load
    seeking: bool = False  # the aim changed under the same token: older reports may still arrive
    corrections: int = 0
    attempts: int = 1
    sounding: bool = False  # by its last report …
    line: Timeline | None = None  # … under this token
    next_token: PlayToken | None = None  # what it will go on with by itself
    next_entry: EntryId | None = None

    @property
    def device(self) -> DeviceId:
        return self.target.device


@dataclass(frozen=True, slots=True)
class Awaited:
    """An output of the run before: its device may still play."""

    device: DeviceId
    token: PlayToken
    next_token: PlayToken | None
    next_entry: EntryId | None
    until_ms: int

    @property
    def tokens(self) -> tuple[PlayToken, ...]:
        return (self.token,) if self.next_token is None else (self.token, self.next_token)


@dataclass(frozen=True, slots=True)
class Handoff:
    """A move under way: `audible_ms` is None until the target sounds."""

    to: DeviceId
    sources: tuple[DeviceId, ...]
    asked_ms: int
    predicted_ms: int
    was_running: bool
    audible_ms: int | None = None
    error_ms: int | None = None
    latency_ms: int | None = None  # that the target showed
    is_cold: bool = False
    corrections: int = 0
    silent_ms: int | None = None  # when the last source fell silent


@dataclass(frozen=True, slots=True)
class Session:
    id: SessionId
    owner: UserId
    name: str
    queue: Queue = Queue()
    playing: bool = False  # what people asked for; timeline.running is what is heard
    timeline: Timeline = NOWHERE
    outputs: tuple[Output, ...] = ()
    leader: DeviceId | None = None
    handoff: Handoff | None = None
    awaited: tuple[Awaited, ...] = ()  # only after a restart
    revision: int = 0
    serial: int = 0  # tokens and entry ids are numbered from it
    heard_entry: EntryId | None = None  # already counted as played

    def output(self, device: DeviceId) -> Output | None:
        return next((o for o in self.outputs if o.device == device), None)

    @property
    def staying(self) -> tuple[Output, ...]:
        return tuple(o for o in self.outputs if o.state is not OutputState.LEAVING)

    @property
    def audible(self) -> tuple[Output, ...]:
        return tuple(o for o in self.outputs if o.state is OutputState.AUDIBLE)

    def with_output(self, output: Output) -> Session:
        """The output replaces the one of the same device, or is added."""
        if self.output(output.device) is None:
            return replace(self, outputs=(*self.outputs, output))
        return replace(self, outputs=tuple(output if o.device == output.device else o for o in self.outputs))

    def without(self, device: DeviceId) -> Session:
        return replace(self, outputs=tuple(o for o in self.outputs if o.device != device))
