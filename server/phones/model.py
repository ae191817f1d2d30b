"""What an app is and what it says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices import DeviceId
from library import TrackId, UserId
from server.sessions import Session, SessionId


class State(StrEnum):
    """OpenSubsonic `playbackReport`, version 1."""

    STARTING = "starting"
    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class App:
    """One app of one user: what makes a phone."""

    user: UserId
    user_name: str
    name: str  # as it calls itself (`c=`)

    @property
    def title(self) -> str:
        """For people: "ann's Symfonium"."""
        return f"{self.user_name}'s {self.name}"


@dataclass(frozen=True, slots=True)
class Said:
    """`position_ms` of the track was true at `at_ms`."""

    track: TrackId
    duration_ms: int
    position_ms: int
    at_ms: int
    state: State
    rate: float = 1.0
    counts_plays: bool = False  # the app says itself what was listened to

    @property
    def is_active(self) -> bool:
        return self.state in (State.STARTING, State.PLAYING)

    def position_at(self, at_ms: int) -> int:
        """By its own speed, to the end of the track at most."""
        elapsed_ms = (at_ms - self.at_ms) * self.rate if self.state is State.PLAYING else 0
        return min(self.duration_ms, self.position_ms + round(elapsed_ms))


@dataclass(frozen=True, slots=True)
class Pulled:
    """The place in a session's queue that the app was told last."""

    session: SessionId
    track: TrackId
    position_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Phone:
    """An app as a device, with what it said last."""

    device: DeviceId
    app: App
    seen_ms: int
    said: Said | None = None
    pulled: Pulled | None = None
    session: SessionId | None = None  # the last one that it was part of
    takes_part: bool = False  # as far as was seen
    is_let_go: bool = False  # the music moved on from it: what it plays is nobody's business …
    reports: bool = False  # it uses reportPlayback: its announcements say nothing more


@dataclass(frozen=True, slots=True)
class Saved:
    """Which session holds the queue that somebody saved."""

    session: SessionId
    changed_utc: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class LiveQueue:
    """The queue to go on with, and where it is at this moment."""

    session: Session
    position_ms: int
    changed_utc: datetime
    changed_by: str
