"""What devices say, as frozen values: `at_ms` is always the server's monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass

from devices.model import DeviceId, DeviceInfo, PlayToken


@dataclass(frozen=True, slots=True)
class Playing:
    """It sounds: `position_ms` of the track was heard at `at_ms`."""

    device: DeviceId
    token: PlayToken
    position_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Paused:
    device: DeviceId
    token: PlayToken
    position_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Buffering:
    """It wants to play and does not sound."""

    device: DeviceId
    token: PlayToken
    position_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The media was heard to its end."""

    device: DeviceId
    token: PlayToken
    at_ms: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Silent, and the media is gone: after `stop`, or because somebody else took the device."""

    device: DeviceId
    token: PlayToken
    at_ms: int
    reason: str = ""  # for people, when nobody of ours asked for it


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody pressed next or previous on the device itself, or on its remote control."""

    device: DeviceId
    token: PlayToken
    forward: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    device: DeviceId
    token: PlayToken
    reason: str  # for people
    at_ms: int


@dataclass(frozen=True, slots=True)
class VolumeChanged:
    device: DeviceId
    percent: int


@dataclass(frozen=True, slots=True)
class Occupied:
    """Something that is not ours plays there, or (None) does no longer."""

    device: DeviceId
    by: str | None  # for people: "Spotify"
    can_return: bool = False  # a `Restorable` device can put it back after something else


@dataclass(frozen=True, slots=True)
class Lost:
    """It does not answer; it may still sound. `Found` follows, or `Gone`."""

    device: DeviceId
    at_ms: int


@dataclass(frozen=True, slots=True)
class Found:
    """It answers again. What it plays of ours, if anything, it reports right after."""

    device: DeviceId
    at_ms: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is there, or is known better than before: another name, other members."""

    info: DeviceInfo


@dataclass(frozen=True, slots=True)
class Gone:
    device: DeviceId
    at_ms: int


PlaybackReport = Playing | Paused | Buffering | Ended | Stopped | Failed | Skipped
Report = PlaybackReport | VolumeChanged | Occupied | Lost | Found | Arrived | Gone
