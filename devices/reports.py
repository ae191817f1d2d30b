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
class Arrived:
    info: DeviceInfo


@dataclass(frozen=True, slots=True)
class Gone:
    device: DeviceId
    at_ms: int


PlaybackReport = Playing | Paused | Buffering | Ended | Stopped | Failed
Report = PlaybackReport | VolumeChanged | Arrived | Gone
