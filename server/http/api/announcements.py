"""What is said in rooms: a text, a chime, a recording."""

from __future__ import annotations

from typing import assert_never

from devices import DeviceId, DeviceKind, UnknownDevice
from server.http.api.devices import usable_device
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.rooms import AnnouncedJson, Announcement, Chime, PlaySound, Say, VoiceJson
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
    speakers = {target.device for target in services.sessions.everywhere().targets}
    pages = {output.device for session in services.sessions.list_all() for output in session.staying}
    everywhere = tuple(
        state.info.id
        for state in services.devices.list_all()
        if (state.info.id in speakers or (state.info.kind is DeviceKind.BROWSER and state.info.id in pages))
        and not state.occupied_by
        and services.rooms.may_use(state.info.id, call.user.id)
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
