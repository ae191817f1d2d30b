"""What step asks for: what the house must do, imperative, with a device; and what people and records are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices import DeviceId, PlayToken
from library import TrackId
from server.sessions.model import Entry


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
    fade_ms: int = 0


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
