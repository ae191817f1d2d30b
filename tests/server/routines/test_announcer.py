"""What is said in rooms, and the music there, which goes on from where it was."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind, Occupied
from devices.hub import DeviceState
from server.routines import Announcement, TooManyAnnouncements, Way, can_speak, way_of
from server.routines.announcer import WAITING_MOST
from server.routines.aside import Aside, Held
from server.routines.desk import PREFIX
from server.routines.tones import chime
from server.sessions import EntryId, Pause, Play, SessionId
from tests.fakes.voice import install_voice
from tests.server.routines.conftest import Home, wait_until


@pytest.fixture
def kitchen(home: Home):
    return home.room("Kitchen", percent=60)


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_voice(tmp_path / "bin", monkeypatch)


def say(home: Home, *rooms, percent: int | None = None) -> None:
    sound = home.services.routines.sounds.chime("chime")
    devices = tuple(room.id for room in rooms)
    home.services.routines.announcer.announce(Announcement(sound, devices, percent))


def says(room) -> bool:
    return room.media is not None and room.media.token.startswith(PREFIX) and room.sounds


def test_music_is_held_and_goes_on_from_the_very_millisecond(home, kitchen):
    session = home.play(kitchen)
    home.clock.advance(milliseconds=12_345)
    kitchen.go_on()
    home._settle()
    say(home, kitchen, percent=80)
    wait_until(lambda: says(kitchen))
    assert home.volume(kitchen) == 80
    assert home.now(session).timeline.position_ms == 12_345
    home.clock.advance(seconds=2)
    kitchen.end()
    wait_until(lambda: kitchen.sounds and not says(kitchen))
    assert kitchen.media.start_ms == 12_345
    wait_until(lambda: home.now(session).timeline.running)
    assert (home.volume(kitchen), kitchen.position_ms) == (60, 12_345)


def test_what_was_paused_is_paused_again(home, kitchen):
    session = home.play(kitchen)
    home.clock.advance(milliseconds=7_001)
    home.services.sessions.command(session.id, Pause())
    wait_until(lambda: home.now(session).timeline.position_ms == 7_001)
    say(home, kitchen)
    wait_until(lambda: says(kitchen))
    kitchen.end()
    wait_until(lambda: home.now(session).staying and kitchen.media and kitchen.media.start_ms == 7_001)
    assert not kitchen.sounds


def test_a_room_that_is_not_meant_plays_on(home, kitchen):
    bedroom = home.room("Bedroom")
    session = home.play(kitchen, bedroom)
    say(home, kitchen)
    wait_until(lambda: says(kitchen))
    assert bedroom.sounds
    assert home.now(session).playing
    kitchen.end()
    wait_until(lambda: {o.device for o in home.now(session).staying} == {kitchen.id, bedroom.id})


def test_whoever_changes_the_music_meanwhile_has_their_way(home, kitchen):
    session = home.play(kitchen)
    say(home, kitchen)
    wait_until(lambda: says(kitchen))
    other = home.room("Bedroom")
    home.services.sessions.command(session.id, Play(home.services.sessions.target(other.id)))
    wait_until(lambda: other.sounds)
    kitchen.end()
    wait_until(lambda: kitchen.media is None)
    assert [o.device for o in home.now(session).staying] == [other.id]


def test_one_is_said_after_the_other_and_not_too_many_wait(home, kitchen):
    say(home, kitchen)
    wait_until(lambda: says(kitchen))
    first = kitchen.media.token
    for _ in range(WAITING_MOST):
        say(home, kitchen)
    with pytest.raises(TooManyAnnouncements):
        say(home, kitchen)
    kitchen.end()
    wait_until(lambda: says(kitchen) and kitchen.media.token != first)


def test_a_text_is_spoken_where_a_program_can(admin, home, kitchen, voice):
    assert admin.get("/api/announcements/voice").json == {"can_speak": True}
    answer = admin.post("/api/announcements", {"do": "say", "text": "Dinner is ready", "language": "en"})
    assert answer.status_code == 202
    assert answer.json == {
        "device_ids": [kitchen.id],
        "left_alone": [],
        "duration_ms": 2_000,
        "waiting": 0,
    }
    wait_until(lambda: says(kitchen))
    heard = admin.get(kitchen.media.url, headers={"Range": "bytes=0-3"})
    with heard:
        assert (heard.status_code, heard.data, heard.mimetype) == (206, b"RIFF", "audio/wav")
    refused = admin.post("/api/announcements", {"do": "say", "text": "fail"})
    assert (refused.status_code, refused.json["type"]) == (502, "urn:segue:voice-failed")


def test_where_nothing_can_speak_it_is_said_what_to_install(admin, kitchen, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert admin.get("/api/announcements/voice").json == {"can_speak": False}
    answer = admin.post("/api/announcements", {"do": "say", "text": "Hello"})
    assert (answer.status_code, answer.json["type"]) == (501, "urn:segue:no-voice")
    assert "apt install espeak-ng" in answer.json["detail"]


def test_a_recording_is_played_and_what_is_none_is_refused(admin, home, kitchen):
    sound = base64.b64encode(chime("bell")).decode()
    answer = admin.post("/api/announcements", {"do": "play", "sound": sound, "device_ids": [kitchen.id]})
    assert answer.status_code == 202
    wait_until(lambda: says(kitchen))
    noise = base64.b64encode(b"nothing of the kind").decode()
    assert (
        admin.post("/api/announcements", {"do": "play", "sound": noise}).json["type"]
        == "urn:segue:no-such-sound"
    )


def test_nothing_is_said_in_rooms_that_one_may_not_use(admin, member, kitchen):
    admin.put(f"/api/rooms/{kitchen.id}", {"users": ["ada"]})
    assert member.post("/api/announcements", {"do": "chime"}).json["type"] == "urn:segue:nowhere-to-play"
    body = {"do": "chime", "device_ids": [kitchen.id]}
    assert member.post("/api/announcements", body).json["type"] == "urn:segue:unknown-device"


@pytest.mark.skipif(not can_speak(), reason="espeak-ng is not installed")
def test_the_real_program_speaks(admin, home, kitchen):
    answer = admin.post("/api/announcements", {"do": "say", "text": "Dinner is ready"})
    assert answer.status_code == 202
    assert 300 < answer.json["duration_ms"] < 5_000


def test_where_something_plays_that_cannot_be_put_back_nothing_is_said_unless_it_may_be_taken(
    admin, home, kitchen
):
    bedroom = home.room("Bedroom")
    home.services.devices.report(Occupied(kitchen.id, "Spotify"))
    answer = admin.post("/api/announcements", {"do": "chime"})
    assert answer.json["device_ids"] == [bedroom.id]
    assert answer.json["left_alone"] == [{"device_id": kitchen.id, "occupied_by": "Spotify"}]
    wait_until(lambda: says(bedroom))
    bedroom.end()
    refused = admin.post("/api/announcements", {"do": "chime", "device_ids": [kitchen.id]})
    assert (refused.status_code, refused.json["type"]) == (409, "urn:segue:device-busy")
    assert kitchen.media is None
    taken = admin.post("/api/announcements", {"do": "chime", "device_ids": [kitchen.id], "take": True})
    assert taken.json["device_ids"] == [kitchen.id]
    wait_until(lambda: says(kitchen))


ABLE = Capabilities(frozenset())


@pytest.mark.parametrize(
    ("able", "occupied_by", "take", "way"),
    [
        (replace(ABLE, can_overlay=True), None, False, Way.OVER),
        (ABLE, None, False, Way.ASIDE),
        (ABLE, "Spotify", False, Way.REFUSED),
        (ABLE, "Spotify", True, Way.ASIDE),
        (replace(ABLE, plays_by_itself=True), None, True, Way.REFUSED),
    ],
)
def test_each_place_is_spoken_to_in_its_own_way(able, occupied_by, take, way):
    info = DeviceInfo(DeviceId("x"), DeviceKind.CHROMECAST, "X", "X", able)
    assert way_of(DeviceState(info, 50, occupied_by), take=take) is way


def test_what_can_be_put_back_is_put_back():
    info = DeviceInfo(DeviceId("x"), DeviceKind.SONOS, "X", "X", ABLE)
    assert way_of(DeviceState(info, 50, "The TV", can_return=True), take=True) is Way.RESTORED


def test_what_stepped_aside_is_read_as_it_was_written():
    held = Held(SessionId("se-1"), (DeviceId("a"), DeviceId("b")), True, True, EntryId("en-2"))
    aside = Aside(datetime(2026, 1, 2, tzinfo=UTC), {DeviceId("a"): 40}, (held,), {DeviceId("c"): "{}"})
    assert Aside.of_text(aside.as_text()) == aside
    assert aside.devices == {"a", "b", "c"}
