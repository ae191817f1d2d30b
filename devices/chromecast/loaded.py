"""What we loaded onto a receiver, and what its statuses mean for that: pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.chromecast.messages import Payload
from devices.chromecast.translate import MediaState
from devices.model import DeviceId, Media, PlayToken
from devices.reports import Buffering, Ended, Failed, Paused, PlaybackReport, Playing, Stopped

ELSEWHERE = "something else was started on the speaker"


@dataclass
class Loaded:
    token: PlayToken
    url: str
    media: Media | None  # None: found playing
    asked_ms: int
    before: int | None = None  # the media session that this one replaces: its end is none of ours
    request: int | None = None
    has_begun: bool = False
    wanted: list[Payload] = field(default_factory=list)  # once it has begun
    is_stopping: bool = False
    rate: float | None = None  # None: it was found playing, at a rate of its own

    @property
    def duration_ms(self) -> int | None:
        return self.media.duration_ms if self.media else None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key on the receiver: it stands at an item that never sounds, until the session has answered."""

    at_ms: int
    resting_ms: int  # where the music was


def sound_of(device: DeviceId, token: PlayToken, state: MediaState) -> PlaybackReport | None:
    match state.state:
        case "PLAYING":
            return Playing(device, token, state.position_ms, state.at_ms)
        case "PAUSED":
            return Paused(device, token, state.position_ms, state.at_ms)
        case "BUFFERING":
            return Buffering(device, token, state.position_ms, state.at_ms)
        case _:
            return None


def end_of(device: DeviceId, loaded: Loaded, state: MediaState, at_ms: int) -> PlaybackReport | None:
    """Of what is IDLE, by its reason: FINISHED, CANCELLED, INTERRUPTED, ERROR; None: it says none."""
    match state.idle_reason:
        case "FINISHED":
            return Ended(device, loaded.token, at_ms)
        case "ERROR":
            fault = "could not go on" if loaded.has_begun else "cannot play the track"
            return Failed(device, loaded.token, f"the speaker {fault}", at_ms)
        case _ if loaded.is_stopping:
            return Stopped(device, loaded.token, at_ms)
        case "INTERRUPTED":
            return Stopped(device, loaded.token, at_ms, ELSEWHERE)
        case "CANCELLED":
            return Stopped(device, loaded.token, at_ms, "it was stopped on the speaker")
        case _:
            return None


def loss_of(device: DeviceId, loaded: Loaded, state: MediaState, at_ms: int) -> Stopped:
    """Something that we did not load is there, or nothing any more."""
    reason = ELSEWHERE if state.url else "the speaker stopped by itself"
    return Stopped(device, loaded.token, at_ms, "" if loaded.is_stopping else reason)


def began_ms(state: MediaState) -> int:
    """When what is told of began."""
    if state.state != "PLAYING":
        return state.at_ms
    return state.at_ms - round(state.position_ms / state.rate)
