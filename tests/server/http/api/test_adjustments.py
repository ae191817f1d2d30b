"""Choosing how music sounds, for oneself and for a place."""

from __future__ import annotations

import pytest

from devices import DeviceId
from devices.virtual import VirtualSpeaker
from server.preferences import Adjustment

BASS = {"equalizer_db": [6.0, 3.0, *[0.0] * 8], "balance": 0.25, "is_mono": True, "has_crossfeed": False}
KITCHEN = "/api/devices/virtual-kitchen/adjustment"


@pytest.fixture
def kitchen(services):
    speaker = VirtualSpeaker("Kitchen", report=services.devices.report, now_ms=services.clock.now_ms)
    services.devices.add(speaker)
    return speaker.info.id


def test_nothing_is_chosen_at_first(member):
    answer = member.get("/api/adjustment").get_json()
    assert answer["adjustment"] is None
    assert answer["bands_hz"] == [31, 62, 125, 250, 500, 1000, 2000, 4000, 8000, 16000]


def test_a_choice_is_ones_own_and_can_be_taken_back(member, admin):
    assert member.put("/api/adjustment", BASS).status_code == 204
    assert member.get("/api/adjustment").get_json()["adjustment"] == BASS
    assert admin.get("/api/adjustment").get_json()["adjustment"] is None
    assert member.delete("/api/adjustment").status_code == 204
    assert member.get("/api/adjustment").get_json()["adjustment"] is None


def test_a_places_choice_goes_before_a_persons(member, services, kitchen):
    ben = services.accounts.get("ben").id
    member.put("/api/adjustment", BASS)
    assert services.preferences.for_sound(ben, kitchen).is_mono
    member.put(KITCHEN, {"equalizer_db": [0.0] * 10})
    assert services.preferences.for_sound(ben, kitchen).is_off
    assert services.preferences.for_sound(ben, DeviceId("virtual-elsewhere")).is_mono
    member.delete(KITCHEN)
    assert services.preferences.for_sound(ben, kitchen).is_mono


@pytest.mark.parametrize(
    "wrong",
    [
        {"equalizer_db": [0.0] * 9},
        {"equalizer_db": [0.0] * 11},
        {"equalizer_db": [12.1, *[0.0] * 9]},
        {**BASS, "balance": 1.5},
        {**BASS, "loudness": 11},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(member, wrong):
    assert member.put("/api/adjustment", wrong).status_code in (400, 422)
    assert member.get("/api/adjustment").get_json()["adjustment"] is None


def test_a_place_that_is_not_there_has_no_choice(member):
    assert member.get("/api/devices/virtual-nowhere/adjustment").status_code == 404
    assert member.put("/api/devices/virtual-nowhere/adjustment", BASS).status_code == 404


def test_a_removed_user_leaves_no_choice(member, admin, services):
    ben = services.accounts.get("ben").id
    services.preferences.choose_for_user(ben, Adjustment(is_mono=True))
    assert admin.delete("/api/users/ben").status_code == 204
    assert services.preferences.of_user(ben) is None
