"""What a device is asked to do, as frozen values; a worker turns them into calls of the Device protocol."""

from __future__ import annotations

from dataclasses import dataclass

from devices.errors import DeviceFailed
from devices.model import Device, Media, Overlaying, PlayToken, Rated, Swelling


@dataclass(frozen=True, slots=True)
class Load:
    media: Media


@dataclass(frozen=True, slots=True)
class Preload:
    token: PlayToken
    media: Media | None  # None: forget what was preloaded


@dataclass(frozen=True, slots=True)
class Resume:
    token: PlayToken


@dataclass(frozen=True, slots=True)
class Pause:
    token: PlayToken
    fade_ms: int = 0  # for devices that are faded by their volume


@dataclass(frozen=True, slots=True)
class Seek:
    token: PlayToken
    position_ms: int
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class SetRate:
    token: PlayToken
    rate: float


@dataclass(frozen=True, slots=True)
class Swell:
    """What was loaded hushed is to be heard now."""

    token: PlayToken
    over_ms: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """Over what sounds there, which goes down meanwhile and does not stop."""

    media: Media
    volume_percent: int | None = None  # as loud as the device would be then


@dataclass(frozen=True, slots=True)
class Stop:
    token: PlayToken
    fade_ms: int


@dataclass(frozen=True, slots=True)
class SetVolume:
    percent: int


DeviceCommand = Load | Preload | Resume | Pause | Seek | SetRate | Swell | Overlay | Stop | SetVolume


def carry_out(device: Device, command: DeviceCommand) -> None:
    """In the worker's thread. Raises: DeviceError."""
    match command:
        case Load(media):
            device.load(media)
        case Preload(_, media):
            device.preload(media)
        case Resume(token):
            device.play(token)
        case Pause(token):
            device.pause(token)
        case Seek(token, position_ms, at_ms):
            device.seek(token, position_ms, at_ms)
        case SetRate(token, rate):
            if not isinstance(device, Rated):
                raise DeviceFailed(device.info.id, "it cannot play faster or slower")
            device.set_rate(token, rate)
        case Swell(token, over_ms):
            if isinstance(device, Swelling):
                device.swell(token, over_ms)
        case Overlay(media, volume_percent):
            if not isinstance(device, Overlaying):
                raise DeviceFailed(device.info.id, "it plays one sound at a time")
            device.overlay(media, volume_percent)
        case Stop(token, fade_ms):
            device.stop(token, fade_ms)
        case SetVolume(percent):
            device.set_volume(percent)


def token_of(command: DeviceCommand) -> PlayToken | None:
    match command:
        case Load(media) | Overlay(media):
            return media.token
        case SetVolume():
            return None
        case _:
            return command.token


def superseded(waiting: DeviceCommand, by: DeviceCommand) -> bool:
    """Whether `waiting` need not be carried out any more because `by` follows it."""
    match by:
        case Load():
            return not isinstance(waiting, SetVolume | Overlay)
        case SetVolume():
            return isinstance(waiting, SetVolume)
        case Seek(token):
            return isinstance(waiting, Seek) and waiting.token == token
        case SetRate(token):
            return isinstance(waiting, SetRate) and waiting.token == token
        case _:
            return False
