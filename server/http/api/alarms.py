"""Alarms: everybody has their own."""

from __future__ import annotations

from datetime import time

from devices import DeviceId, UnknownDevice
from library import NotFound
from server.http.api.devices import usable_device
from server.http.api.items import name_of, tracks_of
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.rooms import AlarmBody, AlarmJson, AlarmsJson, SnoozeBody
from server.routines import BELL, Alarm, AlarmId, TooManyAlarms, UnknownAlarm

_PREFIX = "am-"


def list_alarms(call: Call) -> AlarmsJson:
    """The caller's, by the time of day."""
    return AlarmsJson(
        alarms=[_alarm_json(call, alarm) for alarm in call.services.routines.alarms.list_of(call.user.id)]
    )


def add_alarm(call: Call, body: AlarmBody) -> AlarmJson:
    """It rings by the server's clock on the wall; without weekdays once, the next time it is that time."""
    return _alarm_json(call, call.services.routines.alarms.add(_alarm(call, AlarmId(0), body)))


def change_alarm(call: Call, id: str, body: AlarmBody) -> AlarmJson:
    """All of it; what rings or was snoozed ends."""
    alarms = call.services.routines.alarms
    alarms.get(_id(id), call.user.id)
    return _alarm_json(call, alarms.change(_alarm(call, _id(id), body)))


def remove_alarm(call: Call, id: str) -> None:
    """It does not ring any more."""
    call.services.routines.alarms.remove(_id(id), call.user.id)


def stop_alarm(call: Call, id: str) -> None:
    """Silent until the next time."""
    call.services.routines.alarms.stop(_id(id), call.user.id)


def snooze_alarm(call: Call, id: str, body: SnoozeBody) -> None:
    """Silent for some minutes."""
    call.services.routines.alarms.snooze(_id(id), call.user.id, body.minutes)


def skip_alarm(call: Call, id: str) -> None:
    """Its next time is passed over; what rings once is off then."""
    call.services.routines.alarms.skip(_id(id), call.user.id)


def _id(id: str) -> AlarmId:
    """Raises: UnknownAlarm."""
    number = id.removeprefix(_PREFIX)
    if not id.startswith(_PREFIX) or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise UnknownAlarm(id)
    return AlarmId(int(number))


def _alarm(call: Call, id: AlarmId, body: AlarmBody) -> Alarm:
    """Raises: UnknownDevice, NotFound, Invalid."""
    if body.item is not None and body.item != BELL:
        _check(call, body.item)
    devices = dict.fromkeys(_place(call, device) for device in body.device_ids)
    fallback = body.fallback_device_id
    return Alarm(
        id=id,
        owner=call.user.id,
        name=body.name.strip(),
        rings_at=time.fromisoformat(body.rings_at),
        weekdays=frozenset(body.weekdays),
        devices=tuple(devices),
        since_utc=call.services.clock.now_utc(),
        item=body.item,
        fallback_device=_place(call, fallback) if fallback else None,
        volume_percent=body.volume_percent,
        ramp_s=body.ramp_s,
        shuffle=body.shuffle,
        lasts_min=body.lasts_min,
        is_on=body.is_on,
    )


def _check(call: Call, item: str) -> None:
    """A podcast may have no episode yet. Raises: NotFound, Invalid."""
    if item.startswith("pc-"):
        if name_of(call.services.library, call.services.podcasts, item, call.user.id) is None:
            raise NotFound(item)
    else:
        tracks_of(call.services.library, [item], call.user.id)


def _place(call: Call, id: str) -> DeviceId:
    """It need not be there now, but must have been. Raises: UnknownDevice."""
    device = usable_device(call, id)
    if call.services.rooms.find(device) is None and call.services.devices.find(device) is None:
        raise UnknownDevice(device)
    return device


def _alarm_json(call: Call, alarm: Alarm) -> AlarmJson:
    alarms = call.services.routines.alarms
    return AlarmJson(
        id=f"{_PREFIX}{alarm.id}",
        name=alarm.name,
        rings_at=alarm.rings_at.isoformat("minutes"),
        weekdays=sorted(alarm.weekdays),
        device_ids=list(alarm.devices),
        fallback_device_id=alarm.fallback_device,
        item=alarm.item,
        item_name=_item_name(call, alarm),
        shuffle=alarm.shuffle,
        volume_percent=alarm.volume_percent,
        ramp_s=alarm.ramp_s,
        lasts_min=alarm.lasts_min,
        is_on=alarm.is_on,
        is_ringing=alarms.is_ringing(alarm.id),
        snoozed_utc=alarm.snoozed_utc,
        next_ring_utc=alarms.next_ring(alarm),
    )


def _item_name(call: Call, alarm: Alarm) -> str | None:
    if alarm.item is None or alarm.item == BELL:
        return None
    return name_of(call.services.library, call.services.podcasts, alarm.item, alarm.owner)


_SAID = (UnknownDevice, NotFound)

ENDPOINTS = (
    Endpoint("GET", "/api/alarms", list_alarms),
    Endpoint("POST", "/api/alarms", add_alarm, status=201, raises=(*_SAID, TooManyAlarms)),
    Endpoint("PUT", "/api/alarms/{id}", change_alarm, raises=(*_SAID, UnknownAlarm)),
    Endpoint("DELETE", "/api/alarms/{id}", remove_alarm, raises=(UnknownAlarm,)),
    Endpoint("POST", "/api/alarms/{id}/stop", stop_alarm, raises=(UnknownAlarm,)),
    Endpoint("POST", "/api/alarms/{id}/skip", skip_alarm, raises=(UnknownAlarm,)),
    Endpoint("POST", "/api/alarms/{id}/snooze", snooze_alarm, raises=(UnknownAlarm,)),
)
