"""Rooms over HTTP: what an administrator decides and what the others see of it."""

from __future__ import annotations

import pytest

from server.streaming import StreamLimits
from tests.fakes.speaker import FakeSpeaker
from tests.server.conftest import Api

PLAIN = {"name": None, "icon": None, "is_hidden": False, "users": None, "quality_kbps": None}
KITCHEN = "/api/rooms/virtual-kitchen"


@pytest.fixture
def kitchen(services) -> FakeSpeaker:
    return FakeSpeaker(services.devices, services.clock)


def names(api: Api) -> list[str]:
    return [device["name"] for device in api.get("/api/devices").json["devices"]]


def test_a_room_has_the_name_and_icon_that_people_gave_it(admin, kitchen):
    answer = admin.put(KITCHEN, {"name": "Stove", "icon": "kitchen", "max_volume_percent": 70})
    assert (answer.json["name"], answer.json["own_name"], answer.json["is_here"]) == (
        "Stove",
        "Kitchen",
        True,
    )
    (device,) = admin.get("/api/devices").json["devices"]
    assert (device["name"], device["icon"], device["max_volume_percent"]) == ("Stove", "kitchen", 70)
    assert admin.delete(KITCHEN).status_code == 204
    assert names(admin) == ["Kitchen"]


def test_who_may_not_use_a_room_does_not_see_it(admin, member, kitchen):
    session = member.post("/api/sessions", {}).json["id"]
    assert admin.put(KITCHEN, {"users": ["ada"]}).json["users"] == ["ada"]
    assert (names(admin), names(member)) == (["Kitchen"], [])
    assert member.get("/api/rooms").json["rooms"] == []
    assert member.put("/api/devices/virtual-kitchen/volume", {"percent": 1}).status_code == 404
    play = {"do": "play_now", "items": ["tr-1"], "device_id": "virtual-kitchen"}
    assert member.post(f"/api/sessions/{session}/commands", play).json["type"] == "urn:segue:unknown-device"
    for do in ("join", "move"):
        body = {"do": do, "device_id": "virtual-kitchen"}
        assert member.post(f"/api/sessions/{session}/commands", body).status_code == 404


def test_nobody_plays_in_a_closed_room_by_way_of_a_session_that_is_there(admin, member, services, kitchen):
    session = admin.post("/api/sessions", {}).json["id"]
    commands = f"/api/sessions/{session}/commands"
    play = {"do": "play_now", "items": ["tr-1"], "device_id": "virtual-kitchen"}
    assert admin.post(commands, play).status_code == 202
    admin.put(KITCHEN, {"users": ["ada"]})
    for body in ({"do": "play_now", "items": ["tr-2"]}, {"do": "next"}, {"do": "seek", "position_ms": 1}):
        assert member.post(commands, body).json["type"] == "urn:segue:not-allowed", body
    assert member.post(commands, {"do": "pause"}).status_code == 202
    assert admin.post(commands, {"do": "next"}).status_code == 202


def test_nobody_speaks_for_a_speaker(member, services, kitchen):
    said = {"reports": [{"what": "volume", "percent": 99}]}
    assert member.post("/api/devices/virtual-kitchen/reports", said).status_code == 404
    assert services.devices.find(kitchen.id).volume_percent != 99


@pytest.mark.parametrize("body", [{"users": ["ada"]}, {"is_hidden": True}], ids=["closed", "hidden"])
def test_what_somebody_plays_leaves_a_room_that_is_closed_to_them(admin, member, kitchen, body):
    session = member.post("/api/sessions", {}).json["id"]
    play = {"do": "play_now", "items": ["tr-1"], "device_id": "virtual-kitchen"}
    assert member.post(f"/api/sessions/{session}/commands", play).status_code == 202
    admin.put(KITCHEN, body)
    states = [each["state"] for each in member.get(f"/api/sessions/{session}").json["outputs"]]
    assert states in ([], ["leaving"])


def test_how_a_room_sounds_is_forgotten_with_it_and_by_nobody_whom_it_is_closed_to(
    admin, member, services, kitchen
):
    flat = {"equalizer_db": [1.0] * 10, "balance": 0.0, "is_mono": True, "has_crossfeed": False}
    adjustment = "/api/devices/virtual-kitchen/adjustment"
    assert admin.put(adjustment, flat).status_code == 204
    admin.put(KITCHEN, {"users": ["ada"]})
    assert member.delete(adjustment).status_code == 404
    assert admin.get(adjustment).json["adjustment"]["is_mono"]
    admin.delete(KITCHEN)
    assert admin.get(adjustment).json["adjustment"] is None


def test_playing_everywhere_leaves_out_what_one_may_not_use(admin, services, kitchen):
    FakeSpeaker(services.devices, services.clock, "Hall")
    admin.put(KITCHEN, {"is_hidden": True})
    session = admin.post("/api/sessions", {}).json["id"]
    play = {"do": "play_now", "items": ["tr-1"], "device_id": "virtual-hall"}
    admin.post(f"/api/sessions/{session}/commands", play)
    assert admin.post(f"/api/sessions/{session}/commands", {"do": "spread"}).status_code == 202
    outputs = admin.get(f"/api/sessions/{session}").json["outputs"]
    assert [output["device_id"] for output in outputs] == ["virtual-hall"]


def test_nobody_plays_in_a_hidden_room_but_it_can_be_shown_again(admin, kitchen):
    admin.put(KITCHEN, {"is_hidden": True})
    assert names(admin) == []
    (room,) = admin.get("/api/rooms").json["rooms"]
    assert room["is_hidden"]
    admin.put(KITCHEN, {"is_hidden": False})
    assert names(admin) == ["Kitchen"]


def test_a_room_that_went_away_is_remembered(admin, services, kitchen, clock):
    services.devices.remove(kitchen.id)
    (room,) = admin.get("/api/rooms").json["rooms"]
    assert (room["name"], room["is_here"], room["model"]) == ("Kitchen", False, "Fake")
    assert room["seen_utc"] == clock.now_utc().isoformat().replace("+00:00", "Z")


def test_the_night_is_kept_as_it_was_said(admin, kitchen):
    night = {"begins": "22:00", "ends": "06:30", "max_volume_percent": 20}
    assert admin.put(KITCHEN, {"night": night}).json["night"] == night
    assert admin.put(KITCHEN, {"night": night | {"ends": "24:00"}}).status_code == 422


def test_only_administrators_decide_and_only_about_what_was_seen(admin, member, kitchen):
    assert member.put(KITCHEN, {}).status_code == 403
    assert admin.put("/api/rooms/virtual-attic", {}).status_code == 404
    assert admin.put(KITCHEN, {"users": ["nobody"]}).json["type"] == "urn:segue:unknown-user"


def test_a_room_is_sent_no_more_than_its_quality(admin, services, kitchen, monkeypatch):
    seen: list[StreamLimits] = []
    offer = services.streams.offer

    def spy(*given: object, limits: StreamLimits, **more: object) -> object:
        seen.append(limits)
        return offer(*given, limits=limits, **more)

    monkeypatch.setattr(services.streams, "offer", spy)
    admin.put(KITCHEN, {"quality_kbps": 192})
    session = admin.post("/api/sessions", {}).json["id"]
    play = {"do": "play_now", "items": ["tr-1"], "device_id": "virtual-kitchen"}
    assert admin.post(f"/api/sessions/{session}/commands", play).status_code == 202
    assert seen[0].max_bitrate_kbps == 192
