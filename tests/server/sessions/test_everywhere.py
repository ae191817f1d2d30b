"""Which devices "play on all" means."""

from __future__ import annotations

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind, Member
from devices.hub import DeviceState
from server.sessions.everywhere import all_speakers


def state(name: str, kind: DeviceKind, *members: str, is_reachable: bool = True) -> DeviceState:
    told = tuple(Member(DeviceId(m), m) for m in members)
    info = DeviceInfo(DeviceId(name), kind, name, "Test", Capabilities(frozenset()), told)
    return DeviceState(info, 50, is_reachable=is_reachable)


def test_pages_phones_and_what_does_not_answer_are_left_out():
    house = [
        state("page", DeviceKind.BROWSER),
        state("phone", DeviceKind.PHONE),
        state("nest", DeviceKind.CHROMECAST),
        state("attic", DeviceKind.SONOS, is_reachable=False),
    ]
    assert all_speakers(house) == ["nest"]


def test_a_room_plays_once_be_it_in_a_group_or_not():
    house = [
        state("upstairs", DeviceKind.CHROMECAST, "nest", "mini"),
        state("nest", DeviceKind.CHROMECAST),
        state("mini", DeviceKind.CHROMECAST),
        state("living", DeviceKind.SONOS, "living", "dining"),
    ]
    assert all_speakers(house) == ["nest", "mini", "living"]
