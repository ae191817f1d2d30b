"""The jukebox is the user's session: its queue, its speakers, its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from devices.reports import VolumeChanged
from server.config import Config, DevicesConfig
from server.rooms import Wishes
from server.sessions import Pause
from tests.server.http.subsonic.playing.conftest import ALBUM, Ask, Rooms


def control(ask: Ask, action: str, **params: Any) -> dict[str, Any]:
    answer = ask("jukeboxControl", action=action, **params)
    return answer.get("jukeboxStatus") or answer.get("jukeboxPlaylist") or answer


def test_dsub_s_way_set_all_skip_to_play_and_to_seek(ask: Ask, rooms: Rooms) -> None:
    assert control(ask, "set", id=ALBUM) == {"currentIndex": 0, "playing": False, "gain": 0.5, "position": 0}
    control(ask, "skip", index=1, offset=30)
    rooms.wait_for_sound()
    assert rooms.places == ["virtual-attic"]  # the first that is free
    rooms.clock.advance(seconds=5)
    status = control(ask, "status")
    assert (status["currentIndex"], status["playing"], status["position"]) == (1, True, 35)
    assert control(ask, "stop")["playing"] is False
    rooms.wait(lambda: not rooms.attic.sounds)
    control(ask, "start")
    rooms.wait_for_sound()
    assert rooms.attic.position_ms == 35_000


def test_a_changed_queue_does_not_disturb_what_plays(ask: Ask, rooms: Rooms) -> None:
    control(ask, "set", id=ALBUM)
    control(ask, "skip", index=1)
    rooms.wait_for_sound()
    loads = len(rooms.attic.loaded)
    assert control(ask, "set", id=[ALBUM[1], ALBUM[0], ALBUM[0]])["currentIndex"] == 0
    assert rooms.session.timeline.running
    assert len(rooms.attic.loaded) == loads
    assert control(ask, "set", id=ALBUM[0])["playing"] is False  # what played is not in it any more
    rooms.wait(lambda: rooms.attic.media is None)
    ask("jukeboxControl", action="status")
    assert rooms.places == ["virtual-attic"]  # it waits there for what comes


def test_supersonic_s_way_set_one_start_and_add_the_next(ask: Ask, rooms: Rooms) -> None:
    control(ask, "set", id=ALBUM[0])
    assert control(ask, "start")["playing"] is True
    control(ask, "add", id=ALBUM[1])
    control(ask, "remove", index=1)
    control(ask, "add", id=ALBUM[1])
    playlist = control(ask, "get")
    assert [song["id"] for song in playlist["entry"]] == ALBUM
    rooms.wait_for_sound()
    assert control(ask, "skip", index=0, offset=60)["position"] == 60
    control(ask, "stop")
    assert control(ask, "clear")["currentIndex"] == -1
    assert rooms.session.queue.entries == ()


def test_the_volume_is_the_speaker_s(ask: Ask, rooms: Rooms) -> None:
    assert control(ask, "setGain", gain=0.4)["gain"] == 0.4
    rooms.wait(lambda: control(ask, "status")["gain"] == 0.4)
    rooms.services.devices.report(VolumeChanged(rooms.attic.info.id, 70))  # by hand
    assert control(ask, "status")["gain"] == 0.7


def test_shuffling_again_gives_another_order_and_keeps_what_is_current(ask: Ask, rooms: Rooms) -> None:
    control(ask, "set", id=ALBUM * 20)
    control(ask, "shuffle")
    first = [e.id for e in rooms.session.queue.entries]
    assert control(ask, "shuffle")["currentIndex"] == 0
    second = [e.id for e in rooms.session.queue.entries]
    assert first[0] == second[0]
    assert sorted(first) == sorted(second)
    assert first != second


def test_the_speaker_is_the_last_used_then_the_configured_one(ask: Ask, rooms: Rooms) -> None:
    config = replace(Config(), devices=DevicesConfig(jukebox="kitchen"))
    object.__setattr__(rooms.services, "config", config)
    control(ask, "set", id=ALBUM)
    control(ask, "start")
    assert rooms.places == ["virtual-kitchen"]
    ask("controlPlayback", action="leave", deviceId="virtual-kitchen")
    rooms.services.phones.use_speaker(rooms.session.owner, rooms.attic.info.id)
    control(ask, "start")
    assert rooms.places == ["virtual-attic"]


def test_what_the_phone_plays_goes_on_in_the_room(ask: Ask, rooms: Rooms) -> None:
    ask("savePlayQueue", id=ALBUM, current=ALBUM[1], position=12_000)
    ask("reportPlayback", mediaId=ALBUM[1], mediaType="song", state="playing", positionMs=12_000)
    rooms.clock.advance(seconds=3)
    assert control(ask, "status")["playing"] is False  # a phone is no speaker
    control(ask, "start")
    rooms.wait(lambda: rooms.places == ["virtual-attic"])
    assert rooms.attic.loaded[-1].start_ms == pytest.approx(
        15_000, abs=500
    )  # ahead by what it needs to start
    assert rooms.attic.loaded[-1].title == "Song 2"


def test_somebody_else_s_music_is_not_taken_away(ask: Ask, ask_as: Any, rooms: Rooms) -> None:
    bob = ask_as("bob")
    for speaker in ("virtual-attic", "virtual-kitchen"):
        bob("controlPlayback", action="play", id=ALBUM, deviceId=speaker)
        if speaker == "virtual-attic":
            bob("controlPlayback", action="join", deviceId="virtual-kitchen")
            break
    rooms.wait(lambda: len(rooms.session.audible) == 2)
    control(ask, "set", id=ALBUM)
    error = control(ask, "start")["error"]
    assert (error["code"], error["reason"]) == (0, "deviceBusy")
    [theirs] = [s for s in rooms.services.sessions.list_all() if s.name == "bob"]
    assert theirs.playing


IMPOSSIBLE: list[tuple[dict[str, Any], int]] = [
    ({}, 10),
    ({"action": "dance"}, 0),
    ({"action": "skip"}, 10),
    ({"action": "skip", "index": 9}, 70),
    ({"action": "remove", "index": -1}, 70),
    ({"action": "add"}, 10),
    ({"action": "add", "id": "tr-99"}, 70),
    ({"action": "setGain"}, 10),
    ({"action": "setGain", "gain": "loud"}, 0),
    ({"action": "setGain", "gain": 1.1}, 0),
    ({"action": "start"}, 0),
]


def test_what_cannot_be_is_said(ask: Ask, rooms: Rooms) -> None:
    for params, code in IMPOSSIBLE:
        assert ask("jukeboxControl", **params)["error"]["code"] == code


def test_a_pause_on_a_page_is_seen(ask: Ask, rooms: Rooms) -> None:
    control(ask, "set", id=ALBUM)
    control(ask, "start")
    rooms.services.sessions.command(rooms.session.id, Pause())
    assert control(ask, "status")["playing"] is False


def test_who_may_use_no_speaker_has_no_jukebox(ask: Ask, rooms: Rooms) -> None:
    assert ask("getUser")["user"]["jukeboxRole"] is True
    for speaker in (rooms.attic, rooms.kitchen):
        rooms.services.rooms.choose(speaker.info.id, Wishes(users=frozenset()))
    assert ask("getUser")["user"]["jukeboxRole"] is False
    assert ask("jukeboxControl", action="status")["error"]["code"] == 50
    assert ask("getPlaybackDevices")["playbackDevices"]["device"] == []
    assert ask("controlPlayback", action="volume", deviceId="virtual-attic", volume=5)["error"]["code"] == 70


def test_a_room_that_was_closed_since_hears_no_more_of_it(ask: Ask, rooms: Rooms) -> None:
    control(ask, "set", id=ALBUM)
    control(ask, "start")
    rooms.wait_for_sound()
    assert rooms.places == ["virtual-attic"]
    rooms.services.rooms.choose(rooms.attic.id, Wishes(users=frozenset()))
    control(ask, "skip", index=1)
    rooms.wait(lambda: rooms.places == ["virtual-kitchen"])
    rooms.wait(lambda: rooms.kitchen.media is not None)
    control(ask, "setGain", gain=0.9)
    rooms.wait(lambda: rooms.kitchen.volumes[-1:] == [90])
    assert 90 not in rooms.attic.volumes
