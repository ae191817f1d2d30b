"""Places that play: the list, pages that introduce themselves and report, volumes."""

from __future__ import annotations

from contextlib import suppress

from devices import (
    Buffering,
    DeviceId,
    Ended,
    Failed,
    Paused,
    Playing,
    PlayToken,
    Report,
    Stopped,
    UnknownDevice,
    VolumeChanged,
)
from server.http.api import session_shapes as shape
from server.http.api.diagnostics import diagnostics_json
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes import devices as shapes
from server.http.api.shapes.devices import (
    BrowserBody,
    DeviceReport,
    DevicesJson,
    PageJson,
    ReportsBody,
    VolumeBody,
)
from server.http.api.shapes.rooms import DiagnosticsJson
from server.http.services import Services
from server.http.whereabouts import is_away
from server.sessions import Busy
from server.users import User


def list_devices(call: Call) -> DevicesJson:
    """Every device that is there and that the caller may play on, by name."""
    return DevicesJson(devices=shape.devices_json(call.services, call.user))


def introduce_page(call: Call, body: BrowserBody) -> PageJson:
    """A page says that it can play; it keeps its place by listening to /api/events?device=<its id>."""
    device = DeviceId(body.id)
    call.services.pages.introduce(
        device,
        name=body.name,
        mimes=frozenset(body.mimes),
        volume_percent=body.volume_percent,
        can_mix=body.can_mix,
        holds=body.holds,
        can_rate=body.can_rate,
        can_fade=body.can_fade,
        can_overlay=body.can_overlay,
        owner=call.user.id,
        is_metered=body.is_metered,
        is_away=is_away(call.request, call.services.config.server.public_url),
    )
    if body.says is not None:
        call.services.devices.report(_report(device, body.says))
    held = call.services.sessions.held_as(device, PlayToken(body.holds)) if body.holds else None
    if body.holds and held is None:
        call.services.pages.forget(device)
    state = call.services.devices.find(device)
    if state is None:
        raise UnknownDevice(device)
    return shape.page_json(call.services, state, held)


def report_of_page(call: Call, id: str, body: ReportsBody) -> None:
    """What a page played, in order."""
    device = own_page(call.services, call.user, id)
    for said in body.reports:
        call.services.devices.report(_report(device, said))


def page_closes(call: Call, id: str) -> None:
    """The page is being closed: what it played stops being here."""
    with suppress(UnknownDevice):  # it is closed, then
        call.services.pages.goodbye(own_page(call.services, call.user, id))


def set_volume(call: Call, id: str, body: VolumeBody) -> None:
    """Asks the device, which may be limited; its own word follows as an event."""
    call.services.devices.set_volume(usable_device(call, id), body.percent)


def get_diagnostics(call: Call, id: str) -> DiagnosticsJson:
    """What a device fetched and what befell it: why it stopped."""
    services, device = call.services, usable_device(call, id)
    if services.rooms.find(device) is None and services.devices.find(device) is None:
        raise UnknownDevice(device)
    return diagnostics_json(services, device)


def usable_device(call: Call, id: str) -> DeviceId:
    """One that the caller may play on, be it there or not. Raises: UnknownDevice."""
    device = DeviceId(id)
    if not call.services.rooms.may_use(device, call.user.id):
        raise UnknownDevice(device)
    return device


def own_page(services: Services, user: User, id: str) -> DeviceId:
    """The page on which this user is logged in: nobody speaks for another's, or hears what it is told. Raises:
    UnknownDevice."""
    device = DeviceId(id)
    if not services.pages.belongs_to(device, user.id):
        raise UnknownDevice(device)
    return device


def _report(device: DeviceId, said: DeviceReport) -> Report:
    match said:
        case shapes.VolumeReport(percent=percent):
            return VolumeChanged(device, percent)
        case shapes.PlayingReport():
            return Playing(device, PlayToken(said.token), said.position_ms, said.at_ms)
        case shapes.PausedReport():
            return Paused(device, PlayToken(said.token), said.position_ms, said.at_ms)
        case shapes.BufferingReport():
            return Buffering(device, PlayToken(said.token), said.position_ms, said.at_ms)
        case shapes.EndedReport():
            return Ended(device, PlayToken(said.token), said.at_ms)
        case shapes.StoppedReport():
            return Stopped(device, PlayToken(said.token), said.at_ms)
        case shapes.FailedReport():
            return Failed(device, PlayToken(said.token), said.reason, said.at_ms)


ENDPOINTS = (
    Endpoint("GET", "/api/devices", list_devices),
    Endpoint("POST", "/api/devices/browser", introduce_page, raises=(UnknownDevice, Busy)),
    Endpoint("POST", "/api/devices/{id}/reports", report_of_page, raises=(UnknownDevice,)),
    Endpoint("POST", "/api/devices/{id}/goodbye", page_closes),
    Endpoint("GET", "/api/devices/{id}/diagnostics", get_diagnostics, raises=(UnknownDevice,)),
    Endpoint("PUT", "/api/devices/{id}/volume", set_volume, status=202, raises=(UnknownDevice,)),
)
