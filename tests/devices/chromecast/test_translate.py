"""What receivers tell, from payloads as they come: sparse, nested, and sometimes hardly anything."""

from __future__ import annotations

import pytest

from devices import Media, PlayToken
from devices.chromecast import messages
from devices.chromecast.translate import (
    App,
    MediaState,
    follow,
    loading_fault,
    percent_of,
    read_members,
    read_receiver,
)

URL = "http://192.168.1.2:8095/stream/x"


def status(**told) -> dict:
    return {"type": "MEDIA_STATUS", "status": [{"mediaSessionId": 3} | told]}


PLAYING = status(
    playerState="PLAYING",
    currentTime=12.345,
    playbackRate=1,
    currentItemId=2,
    items=[{"itemId": 1, "media": {"contentId": URL + "#previous"}}, {"itemId": 2}],
    media={"contentId": URL, "duration": 200.5, "metadata": {"title": "Song"}},
)


def test_a_position_is_kept_with_the_time_at_which_it_came() -> None:
    state = follow(MediaState(), PLAYING, 1_000)
    assert (state.position_ms, state.at_ms, state.duration_ms) == (12_345, 1_000, 200_500)
    assert state.position_at(1_500) == 12_845


def test_what_is_not_told_again_is_still_so() -> None:
    before = follow(MediaState(), PLAYING, 1_000)
    state = follow(before, status(playerState="BUFFERING"), 2_000)
    assert (state.url, state.title, state.item, state.items) == (URL, "Song", 2, before.items)
    assert (state.position_ms, state.duration_ms) == (13_345, 200_500)


def test_another_media_session_begins_with_nothing() -> None:
    before = follow(MediaState(), PLAYING, 1_000)
    told = {"status": [{"mediaSessionId": 4, "playerState": "BUFFERING"}]}
    assert follow(before, told, 2_000) == MediaState(session=4, state="BUFFERING", at_ms=2_000)


def test_idle_with_something_loading_is_not_the_end() -> None:
    told = status(playerState="IDLE", extendedStatus={"playerState": "LOADING", "media": {"contentId": URL}})
    state = follow(MediaState(), told, 0)
    assert (state.state, state.url) == ("LOADING", URL)


def test_an_item_tells_the_url_where_the_media_does_not() -> None:
    before = follow(MediaState(), PLAYING, 0)
    state = follow(before, status(currentItemId=1, playerState="PAUSED"), 0)
    assert state.url == URL + "#previous"


def test_no_status_means_that_nothing_is_loaded() -> None:
    assert follow(follow(MediaState(), PLAYING, 0), {"type": "MEDIA_STATUS", "status": []}, 5).state == "IDLE"


def test_the_end_is_near_by_the_clock() -> None:
    state = follow(MediaState(), PLAYING, 0)
    assert not state.is_near_end(1_000, None)
    assert state.is_near_end(186_000, None)
    assert state.is_near_end(1_000, 14_000)


@pytest.mark.parametrize(
    ("told", "app"),
    [
        ({}, App()),
        ({"applications": [{"appId": "E8C28D3C", "displayName": "Backdrop"}]}, App("E8C28D3C", "Backdrop")),
        (
            {"applications": [{"appId": "com.example.tv", "isIdleScreen": True}]},
            App("com.example.tv", "another app"),
        ),
        (
            {"applications": [{"appId": "CC32E753", "displayName": "Spotify", "sessionId": "s"}]},
            App("CC32E753", "Spotify", "s", is_idle=False),
        ),
    ],
)
def test_an_app_is_told_from_a_screen_saver(told: dict, app: App) -> None:
    assert read_receiver({"status": told}).app == app


@pytest.mark.parametrize(
    ("volume", "percent"),
    [({"level": 0.3333}, 33), ({"level": 0.4, "muted": True}, 0), ({}, None), ({"level": 1}, 100)],
)
def test_volumes_are_whole_percents_and_muted_is_none(volume: dict, percent: int | None) -> None:
    assert percent_of(read_receiver({"status": {"volume": volume}})) == percent


def test_members_have_the_ids_that_they_have_alone() -> None:
    told = {"status": {"devices": [{"deviceId": "aa-bb", "name": "Left"}, {"name": "nameless"}]}}
    assert [(m.id, m.name) for m in read_members(told, "chromecast-")] == [("chromecast-aabb", "Left")]


def test_a_failed_load_has_a_reason_with_and_without_a_code() -> None:
    assert "encoding" in loading_fault({"detailedErrorCode": 104})
    assert "fetch" in loading_fault({"detailedErrorCode": 103})
    assert loading_fault({"type": "LOAD_FAILED"})


def test_a_load_keeps_the_fraction_of_a_second_and_can_be_sought() -> None:
    media = Media(
        PlayToken("t"), URL, "audio/ogg; codecs=opus", "T", "A", "R", "http://c", 9_000, start_ms=1_234
    )
    told = messages.load(media, with_keys=False)
    assert (told["currentTime"], told["autoplay"]) == (1.234, True)
    assert told["media"]["streamType"] == "BUFFERED"
    assert told["media"]["contentType"] == "audio/ogg"
    assert told["media"]["metadata"]["images"] == [{"url": "http://c"}]


def test_keys_never_sound() -> None:
    media = Media(PlayToken("t"), URL, "audio/flac", "T", "A", "R", None, 9_000)
    items = messages.load(media, with_keys=True)["items"]
    assert [item["autoplay"] for item in items] == [False, True, False]
    assert [item["media"]["contentId"] for item in items] == [URL + "#previous", URL, URL + "#next"]
