"""Making speakers play as one over the API."""

from __future__ import annotations

import pytest

from devices import DeviceKind, UnknownDevice
from devices.virtual import VirtualSpeaker


class Together:
    """A Grouping that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []

    def regroup(self, device, members):
        if "virtual-attic" in members:
            raise UnknownDevice("virtual-attic")
        self.asked.append((device, list(members)))

    def set_member_volume(self, member, percent):
        self.asked.append((member, percent))


@pytest.fixture
def together(services):
    grouping = Together()
    services.devices.group_by(DeviceKind.VIRTUAL, grouping)
    services.devices.add(
        VirtualSpeaker("Kitchen", report=services.devices.report, now_ms=services.clock.now_ms)
    )
    return grouping


def test_rooms_are_grouped_and_each_has_its_own_volume(member, together):
    members = ["virtual-kitchen", "virtual-bath"]
    assert member.post("/api/devices/virtual-kitchen/members", {"members": members}).status_code == 202
    volume = "/api/devices/virtual-kitchen/members/virtual-bath/volume"
    assert member.put(volume, {"percent": 20}).status_code == 202
    assert together.asked == [("virtual-kitchen", members), ("virtual-bath", 20)]


def test_a_device_says_whether_it_can_be_grouped(member, together):
    [device] = member.get("/api/devices").get_json()["devices"]
    assert (device["can_group"], device["members"]) == (True, [])


@pytest.mark.parametrize("members", [["virtual-attic"], [], [""], ["x"] * 65])
def test_what_cannot_be_grouped_is_refused(member, together, members):
    answer = member.post("/api/devices/virtual-kitchen/members", {"members": members})
    assert answer.status_code in (404, 422)
    assert together.asked == []


def test_a_device_that_cannot_play_as_one_with_others_is_unknown_here(member, services):
    services.devices.add(VirtualSpeaker("Den", report=services.devices.report, now_ms=services.clock.now_ms))
    answer = member.post("/api/devices/virtual-den/members", {"members": ["virtual-den"]})
    assert answer.status_code == 404
