"""The places of the house as people know them: names, icons, who may use them, how loud and how fine."""

from __future__ import annotations

import contextlib
from datetime import time

from devices import DeviceId, UnknownDevice
from library import UserId
from server.http.api.registry import Call, Endpoint, Who
from server.http.api.shapes.rooms import NightJson, RoomBody, RoomJson, RoomsJson
from server.http.services import Services
from server.rooms import Night, Room, RoomIcon, Wishes
from server.sessions import Busy, DeviceChanged, Leave, UnknownSession
from server.users import UnknownUser


def list_rooms(call: Call) -> RoomsJson:
    """Every place that is or was there; those who are no administrators see what they may use."""
    services, user = call.services, call.user
    known = services.rooms.list_all()
    fresh = {s.info.id for s in services.devices.list_all()} - {room.device for room in known}
    rooms = [*known, *(Room(id) for id in sorted(fresh))]
    seen = [r for r in rooms if user.is_admin or services.rooms.may_use(r.device, user.id)]
    return RoomsJson(rooms=[room_json(services, room) for room in seen])


def choose_room(call: Call, id: str, body: RoomBody) -> RoomJson:
    """Decides about a place; the quality holds from the next track on, all else at once."""
    services, device = call.services, DeviceId(id)
    if services.rooms.find(device) is None and services.devices.find(device) is None:
        raise UnknownDevice(device)
    services.rooms.choose(device, _wishes(services, body))
    _close(services, device)
    _tell(services, device)
    return room_json(services, services.rooms.find(device) or Room(device))


def forget_room(call: Call, id: str) -> None:
    """What was decided about it is forgotten; a place that is there stays."""
    device = DeviceId(id)
    call.services.rooms.forget(device)
    call.services.preferences.choose_for_device(device, None)
    state = call.services.devices.find(device)
    if state is not None:
        call.services.rooms.saw(state.info)
        _tell(call.services, device)


def room_json(services: Services, room: Room) -> RoomJson:
    wishes, seen, state = room.wishes, room.sighting, services.devices.find(room.device)
    own = services.devices.get_device(room.device).info if state else seen
    return RoomJson(
        id=room.device,
        name=wishes.name or (own.name if own else room.device),
        own_name=own.name if own else room.device,
        kind=own.kind.value if own else None,
        model=own.model if own else "",
        is_here=state is not None and state.is_reachable,
        seen_utc=seen.seen_utc if seen else None,
        icon=wishes.icon.value if wishes.icon else None,
        is_hidden=wishes.is_hidden,
        users=None if wishes.users is None else sorted(_names(services, wishes.users)),
        quality_kbps=wishes.quality_kbps,
        max_volume_percent=wishes.max_volume_percent,
        night=None if wishes.night is None else _night_json(wishes.night),
    )


def _close(services: Services, device: DeviceId) -> None:
    """Whoever may not play there any more does not."""
    session = services.sessions.find_of_device(device)
    if session is not None and not services.rooms.may_use(device, session.owner):
        with contextlib.suppress(UnknownSession):  # it ended meanwhile
            services.sessions.command(session.id, Leave(device))


def _tell(services: Services, device: DeviceId) -> None:
    if services.devices.find(device) is not None:
        services.bus.publish(DeviceChanged(device))


def _wishes(services: Services, body: RoomBody) -> Wishes:
    users = None if body.users is None else frozenset(services.accounts.get(name).id for name in body.users)
    return Wishes(
        name=body.name.strip() or None if body.name else None,
        icon=RoomIcon(body.icon) if body.icon else None,
        is_hidden=body.is_hidden,
        users=users,
        quality_kbps=body.quality_kbps,
        max_volume_percent=body.max_volume_percent,
        night=None if body.night is None else _night(body.night),
    )


def _names(services: Services, users: frozenset[UserId]) -> list[str]:
    names = []
    for user in users:
        try:
            names.append(services.accounts.by_id(user).name)
        except UnknownUser:  # removed since
            continue
    return names


def _night(night: NightJson) -> Night:
    return Night(time.fromisoformat(night.begins), time.fromisoformat(night.ends), night.max_volume_percent)


def _night_json(night: Night) -> NightJson:
    return NightJson(
        begins=night.begins.isoformat("minutes"),
        ends=night.ends.isoformat("minutes"),
        max_volume_percent=night.max_volume_percent,
    )


ENDPOINTS = (
    Endpoint("GET", "/api/rooms", list_rooms),
    Endpoint("PUT", "/api/rooms/{id}", choose_room, who=Who.ADMIN, raises=(UnknownDevice, UnknownUser, Busy)),
    Endpoint("DELETE", "/api/rooms/{id}", forget_room, who=Who.ADMIN),
)
