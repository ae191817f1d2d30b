"""The queue that an app saves is the one that the house plays, and the other way round."""

from __future__ import annotations

from typing import Any

from tests.server.http.subsonic.playing.conftest import ALBUM, Ask, Rooms


def test_by_index_a_song_may_stand_twice(ask: Ask, rooms: Rooms) -> None:
    ids = [*ALBUM, ALBUM[0]]
    assert ask("savePlayQueueByIndex", id=ids, currentIndex=2, position=4_500) == {}
    queue = ask("getPlayQueueByIndex")["playQueueByIndex"]
    assert [song["id"] for song in queue["entry"]] == ids
    assert (queue["currentIndex"], queue["position"]) == (2, 4_500)
    assert (queue["username"], queue["changedBy"]) == ("ann", "Pocket")
    assert ask("getPlayQueue")["playQueue"]["current"] == ALBUM[0]


def test_nothing_saved_is_an_empty_queue_and_nothing_sent_clears(ask: Ask, rooms: Rooms) -> None:
    assert ask("getPlayQueue")["playQueue"]["entry"] == []
    ask("savePlayQueue", id=ALBUM, current=ALBUM[1], position=5)
    assert ask("savePlayQueue") == {}
    queue = ask("getPlayQueueByIndex")["playQueueByIndex"]
    assert queue["entry"] == []
    assert "currentIndex" not in queue


IMPOSSIBLE_INDEXES = [
    ({"id": ALBUM}, 10),
    ({"id": ALBUM, "currentIndex": 2}, 10),
    ({"id": ALBUM, "currentIndex": -1}, 10),
    ({"currentIndex": 0}, 10),
    ({"id": ALBUM, "currentIndex": 0, "position": -1}, 0),
    ({"id": "tr-99", "currentIndex": 0}, 70),
]


def test_an_index_outside_the_queue_is_error_10(ask: Ask, rooms: Rooms) -> None:
    for params, code in IMPOSSIBLE_INDEXES:
        assert ask("savePlayQueueByIndex", **params)["error"]["code"] == code


def test_songs_that_are_gone_are_left_out_and_the_place_is_kept(ask: Ask, rooms: Rooms) -> None:
    ask("savePlayQueueByIndex", id=["tr-98", ALBUM[0], "tr-99", ALBUM[1]], currentIndex=3, position=7)
    queue = ask("getPlayQueueByIndex")["playQueueByIndex"]
    assert ([s["id"] for s in queue["entry"]], queue["currentIndex"], queue["position"]) == (ALBUM, 1, 7)


def test_what_plays_in_the_house_is_the_queue_with_its_exact_place(ask: Ask, rooms: Rooms) -> None:
    ask("controlPlayback", action="play", id=ALBUM, positionMs=20_000, deviceId="virtual-kitchen")
    rooms.wait_for_sound()
    rooms.clock.advance(milliseconds=1_234)
    queue = ask("getPlayQueue")["playQueue"]
    assert (queue["current"], queue["position"], queue["changedBy"]) == (ALBUM[0], 21_234, "Kitchen")


def test_everybody_s_queue_is_their_own(ask: Ask, ask_as: Any, rooms: Rooms) -> None:
    ask("savePlayQueue", id=ALBUM, current=ALBUM[0])
    bob = ask_as("bob")
    assert bob("getPlayQueue")["playQueue"]["entry"] == []


def test_now_playing_tells_of_rooms_and_of_apps(ask: Ask, ask_as: Any, rooms: Rooms) -> None:
    ask("controlPlayback", action="play", id=ALBUM, deviceId="virtual-kitchen")
    rooms.wait_for_sound()
    bob = ask_as("bob", c="Walkman")
    bob(
        "reportPlayback",
        mediaId="tr-2",
        mediaType="song",
        state="playing",
        positionMs=1_000,
        playbackRate=1.5,
    )
    rooms.clock.advance(seconds=60)
    kitchen, walkman = ask("getNowPlaying")["nowPlaying"]["entry"]
    assert (kitchen["username"], kitchen["playerName"], kitchen["state"]) == ("ann", "Kitchen", "playing")
    assert (kitchen["positionMs"], kitchen["minutesAgo"]) == (60_000, 0)
    assert (walkman["username"], walkman["playerName"], walkman["id"]) == ("bob", "bob's Walkman", "tr-2")
    assert (walkman["positionMs"], walkman["playbackRate"]) == (91_000, 1.5)
    ask("controlPlayback", action="pause")
    rooms.clock.advance(minutes=5)
    kitchen = ask("getNowPlaying")["nowPlaying"]["entry"][0]
    assert (kitchen["state"], kitchen["minutesAgo"]) == ("paused", 5)
    rooms.clock.advance(minutes=56)
    assert all(entry["playerName"] != "Kitchen" for entry in ask("getNowPlaying")["nowPlaying"]["entry"])


IMPOSSIBLE_REPORTS = [
    ({"mediaType": "podcast"}, 0),
    ({"state": "dancing"}, 0),
    ({"positionMs": -1}, 0),
    ({"positionMs": "late"}, 0),
    ({"playbackRate": "fast"}, 0),
    ({"playbackRate": "nan"}, 0),
    ({"playbackRate": 0}, 0),
    ({"mediaId": "tr-99"}, 70),
    ({"state": ""}, 10),
]


def test_a_report_of_what_cannot_be_is_refused(ask: Ask, rooms: Rooms) -> None:
    for params, code in IMPOSSIBLE_REPORTS:
        good = {"mediaId": "tr-1", "mediaType": "song", "state": "playing", "positionMs": 0}
        assert ask("reportPlayback", **{**good, **params})["error"]["code"] == code
        assert rooms.services.sessions.list_all() == []


def test_an_app_without_a_name_or_with_a_strange_one_is_still_one(ask: Ask, rooms: Rooms) -> None:
    good = {"mediaId": "tr-1", "mediaType": "song", "state": "playing", "positionMs": 0}
    ask("reportPlayback", c="", **good)
    ask("reportPlayback", c="\x00\u202e" + "x" * 99, **good)
    names = {
        d["name"] for d in ask("getPlaybackDevices")["playbackDevices"]["device"] if d["kind"] == "phone"
    }
    assert names == {"ann's app", f"ann's {'x' * 60}"}
