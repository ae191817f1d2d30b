"""What is said in rooms: a text, a chime, a recording."""

from __future__ import annotations

from typing import assert_never

from devices import DeviceId, DeviceKind, UnknownDevice
from server.http.api.devices import usable_device
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes import AnnouncedJson, Announcement, Chime, PlaySound, Say, VoiceJson
from server.routines import Announcement as Announced
from server.routines import (
    NoSuchSound,
    NoVoice,
    TooManyAnnouncements,
    VoiceFailed,
    can_speak,
)
from server.sessions import NowhereToPlay
from server.streaming import Recording


def get_voice(call: Call) -> VoiceJson:
    """Whether this server can say a text."""
    return VoiceJson(can_speak=can_speak())


def announce(call: Call, body: Announcement) -> AnnouncedJson:
    """Says something in rooms, after what is being said; music there is held and goes on where it was."""
    devices = _devices(call, body.device_ids)
    sound = _sound(call, body)
    announced = Announced(sound, devices, body.volume_percent)
    waiting = call.services.routines.announcer.announce(announced)
    return AnnouncedJson(device_ids=list(devices), duration_ms=sound.duration_ms, waiting=waiting)


def _devices(call: Call, ids: list[str] | None) -> tuple[DeviceId, ...]:
    """Everywhere: all speakers, and pages on which music plays. Raises: UnknownDevice, NowhereToPlay."""
    services = call.services
    if ids is not None:
        devices = tuple(dict.fromkeys(usable_device(call, id) for id in ids))
        for device in devices:
            if services.devices.find(device) is None:
                raise UnknownDevice(device)
        return devices
    here = [s for s in services.devices.list_all() if services.rooms.may_use(s.info.id, call.user.id)]
    everywhere = tuple(
        s.info.id
        for s in here
        if s.is_reachable
        and not s.occupied_by
        and s.info.kind is not DeviceKind.PHONE
        and (s.info.kind is not DeviceKind.BROWSER or services.sessions.find_of_device(s.info.id))
    )
    if not everywhere:
        raise NowhereToPlay
    return everywhere


def _sound(call: Call, body: Announcement) -> Recording:
    """Raises: NoVoice, VoiceFailed, NoSuchSound."""
    sounds = call.services.routines.sounds
    match body:
        case Say():
            return sounds.spoken(body.text, body.language)
        case Chime():
            return sounds.chime(body.sound)
        case PlaySound():
            return sounds.sent(body.sound)
        case _:
            assert_never(body)


ENDPOINTS = (
    Endpoint("GET", "/api/announcements/voice", get_voice),
    Endpoint(
        "POST",
        "/api/announcements",
        announce,
        status=202,
        raises=(UnknownDevice, NowhereToPlay, NoVoice, VoiceFailed, NoSuchSound, TooManyAnnouncements),
    ),
)
