"""Speakers that play as one by themselves: which of them do, and how loud each is."""

from __future__ import annotations

from devices import UnknownDevice
from server.http.api.devices import usable_device
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.devices import MembersBody, VolumeBody


def set_members(call: Call, id: str, body: MembersBody) -> None:
    """These play with the device from now on, and no others; the speakers' own word follows as events."""
    members = [usable_device(call, member) for member in body.members]
    call.services.devices.regroup(usable_device(call, id), members)


def set_member_volume(call: Call, id: str, member: str, body: VolumeBody) -> None:
    """How loud one speaker of a group is; the volume of the group is that of the device."""
    devices = call.services.devices
    devices.set_member_volume(usable_device(call, id), usable_device(call, member), body.percent)


ENDPOINTS = (
    Endpoint("POST", "/api/devices/{id}/members", set_members, status=202, raises=(UnknownDevice,)),
    Endpoint(
        "PUT",
        "/api/devices/{id}/members/{member}/volume",
        set_member_volume,
        status=202,
        raises=(UnknownDevice,),
    ),
)
