"""remotePlayback 1: what remotePlayback.md promises."""

from __future__ import annotations

from typing import Any

from server.rooms import Wishes
from tests.server.http.subsonic.playing.conftest import ALBUM, Ask, Rooms


def control(ask: Ask, action: str, **params: Any) -> dict[str, Any]:
    answer = ask("controlPlayback", action=action, **params)
    return answer.get("playbackSession") or answer["error"]


def test_devices_say_what_they_are_and_what_they_do(ask: Ask, rooms: Rooms) -> None:
    ask("reportPlayback", mediaId="tr-1", mediaType="song", state="playing", positionMs=0)
    ask("controlPlayback", action="volume", deviceId="virtual-attic", volume=30)
    rooms.wait(lambda: rooms.services.devices.find(rooms.attic.info.id).volume_percent == 30)
    pocket, attic, kitchen = ask("getPlaybackDevices")["playbackDevices"]["device"]
    assert attic == {
        "id": "virtual-attic",
        "name": "Attic",
        "kind": "virtual",
        "model": "Fake",
        "reachable": True,
        "controllable": True,
        "occupiedBy": "",
        "member": [],
        "volume": 30,
    }
    assert (pocket["kind"], pocket["controllable"]) == ("phone", False)
    assert pocket["sessionId"] == rooms.session.id
    assert kitchen["name"] == "Kitchen"


def test_music_begins_moves_joins_leaves_and_pauses(ask: Ask, rooms: Rooms) -> None:
    begun = control(ask, "play", id=ALBUM, index=1, positionMs=5_000, deviceId="virtual-attic")
    assert (begun["currentIndex"], begun["queueLength"], begun["username"]) == (1, 2, "ann")
    rooms.wait_for_sound()
    control(ask, "move", deviceId="virtual-kitchen")
    rooms.wait(lambda: rooms.places == ["virtual-kitchen"])
    control(ask, "join", deviceId="virtual-attic")
    rooms.wait(lambda: len(rooms.session.audible) == 2)
    [session] = ask("getPlaybackSessions")["playbackSessions"]["session"]
    assert {d["id"]: d["leader"] for d in session["device"]} == {
        "virtual-kitchen": True,
        "virtual-attic": False,
    }
    assert session["song"]["id"] == "tr-2"
    control(ask, "leave", deviceId="virtual-kitchen")
    rooms.wait(lambda: rooms.places == ["virtual-attic"])
    assert control(ask, "pause")["state"] == "paused"
    assert control(ask, "seek", positionMs=60_000)["positionMs"] == 60_000
    assert control(ask, "previous")["positionMs"] == 0
    control(ask, "previous")
    assert control(ask, "next")["currentIndex"] == 1


def test_a_session_is_named_or_one_s_own(ask: Ask, ask_as: Any, rooms: Rooms) -> None:
    theirs = control(ask, "play", id=ALBUM, deviceId="virtual-attic")["id"]
    bob = ask_as("bob")
    assert control(bob, "pause", sessionId=theirs)["state"] == "paused"
    assert control(bob, "play", id=ALBUM[1], deviceId="virtual-kitchen")["username"] == "bob"
    assert len(rooms.services.sessions.list_all()) == 2


IMPOSSIBLE = [
    ("sing", {}, 0, None),
    ("move", {}, 10, None),
    ("move", {"deviceId": "nowhere"}, 70, None),
    ("seek", {}, 10, None),
    ("volume", {"deviceId": "virtual-attic"}, 10, None),
    ("volume", {"deviceId": "virtual-attic", "volume": 101}, 0, None),
    ("pause", {"sessionId": "se-99"}, 70, None),
    ("play", {}, 0, "nothingToPlay"),
    ("play", {"id": "tr-99"}, 70, None),
]


def test_what_cannot_be_is_said(ask: Ask, rooms: Rooms) -> None:
    for action, params, code, reason in IMPOSSIBLE:
        error = control(ask, action, **params)
        assert (error["code"], error.get("reason")) == (code, reason)


def test_a_phone_is_not_to_be_told_anything(ask: Ask, rooms: Rooms) -> None:
    ask("reportPlayback", mediaId="tr-1", mediaType="song", state="playing", positionMs=0)
    [pocket] = rooms.places
    for action, params in (
        ("pause", {}),
        ("next", {}),
        ("volume", {"deviceId": pocket, "volume": 5}),
        ("join", {"deviceId": pocket}),
    ):
        assert control(ask, action, **params)["reason"] == "playsByItself"
    assert rooms.session.timeline.running


def test_where_somebody_else_plays_one_asks_first(ask: Ask, ask_as: Any, rooms: Rooms) -> None:
    control(ask, "play", id=ALBUM, deviceId="virtual-attic")
    bob = ask_as("bob")
    asked = {"id": ALBUM, "deviceId": "virtual-attic"}
    assert control(bob, "play", **asked)["reason"] == "deviceBusy"
    assert control(bob, "play", take="true", **asked)["state"] in ("starting", "playing")


def test_nobody_plays_in_a_closed_room_by_way_of_a_session_that_is_there(
    ask: Ask, ask_as: Any, rooms: Rooms
) -> None:
    theirs = control(ask, "play", id=ALBUM, deviceId="virtual-attic")["id"]
    ann = rooms.session.owner
    rooms.services.rooms.choose(rooms.attic.id, Wishes(users=frozenset({ann})))
    bob = ask_as("bob")
    for action, params in (("play", {"id": ALBUM}), ("next", {}), ("seek", {"positionMs": 1})):
        assert control(bob, action, sessionId=theirs, take="true", **params)["code"] == 50, action
    assert control(bob, "pause", sessionId=theirs)["state"] == "paused"
    assert control(ask, "play")["state"] in ("starting", "playing")
