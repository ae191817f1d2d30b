"""What is said in rooms: a text, a chime, a recording."""

from __future__ import annotations

from typing import assert_never

from devices import DeviceId, DeviceKind, UnknownDevice
from server.http.api.devices import usable_device
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.rooms import (
    AnnouncedJson,
    Announcement,
    Chime,
    LeftAloneJson,
    PlaySound,
    Say,
    VoiceJson,
)
from server.routines import Announcement as Announced
from server.routines import (
    NoSuchSound,
    NoVoice,
    TooManyAnnouncements,
    VoiceFailed,
    Way,
    can_speak,
    way_of,
)
from server.sessions import DeviceBusy, NowhereToPlay
from server.streaming import Recording


def get_voice(call: Call) -> VoiceJson:
    """Whether this server can say a text."""
    return VoiceJson(can_speak=can_speak())


def announce(call: Call, body: Announcement) -> AnnouncedJson:
    """Says something in rooms, after what is being said.

    Over the music where a place can, else music is held and goes on where it was; where something plays that could not
    be put back, nothing is said unless `take` asks for it.
    """
    devices = _devices(call, body.device_ids)
    left_alone = _left_alone(call, devices, take=body.take)
    heard = tuple(device for device in devices if device not in left_alone)
    if not heard:
        raise DeviceBusy(*next(iter(left_alone.items())))
    sound = _sound(call, body)
    announced = Announced(sound, devices, body.volume_percent, take=body.take)
    waiting = call.services.routines.announcer.announce(announced)
    return AnnouncedJson(
        device_ids=list(heard),
        left_alone=[LeftAloneJson(device_id=id, occupied_by=by) for id, by in left_alone.items()],
        duration_ms=sound.duration_ms,
        waiting=waiting,
    )


def _left_alone(call: Call, devices: tuple[DeviceId, ...], *, take: bool) -> dict[DeviceId, str]:
    """And what plays there."""
    states = [state for device in devices if (state := call.services.devices.find(device))]
    return {s.info.id: s.occupied_by or "an app" for s in states if way_of(s, take=take) is Way.REFUSED}


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
        raises=(
            UnknownDevice,
            NowhereToPlay,
            DeviceBusy,
            NoVoice,
            VoiceFailed,
            NoSuchSound,
            TooManyAnnouncements,
        ),
    ),
)
