"""Stars, ratings, plays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.subsonic_house import House


@pytest.mark.parametrize("method", ["star", "unstar"])
def test_the_three_kinds_of_id_may_be_mixed_and_repeated(ask: Any, house: House, method: str) -> None:
    assert ask(method, id=["tr-1", "tr-2"], albumId="al-1", artistId=["ar-1", "ar-2"]) == {}
    assert house.library.done == [(method, ["tr-1", "tr-2", "al-1", "ar-1", "ar-2"], 1)]


def test_an_album_may_be_starred_by_id_alone(ask: Any, house: House) -> None:
    ask("star", id="al-1")
    assert house.library.done == [("star", ["al-1"], 1)]


@pytest.mark.parametrize("method", ["star", "unstar"])
def test_starring_nothing_or_the_unknown_is_an_error(ask: Any, method: str) -> None:
    assert ask(method)["error"]["code"] == 10
    assert ask(method, id="tr-99")["error"]["code"] == 70


def test_ratings_go_from_1_to_5_and_0_takes_back(ask: Any, house: House) -> None:
    ask("setRating", id="tr-1", rating=5)
    ask("setRating", id="al-1", rating=0)
    assert house.library.done == [("rate", "tr-1", 5, 1), ("rate", "al-1", None, 1)]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"rating": 3}, 10),
        ({"id": "tr-1"}, 10),
        ({"id": "tr-1", "rating": 6}, 0),
        ({"id": "tr-1", "rating": -1}, 0),
        ({"id": "tr-1", "rating": "good"}, 0),
        ({"id": "tr-99", "rating": 3}, 70),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    ask: Any, house: House, params: dict[str, Any], code: int
) -> None:
    assert ask("setRating", **params)["error"]["code"] == code
    assert house.library.done == []


def test_a_backlog_of_plays_is_counted_each_with_its_time(ask: Any, house: House) -> None:
    ask("scrobble", id=["tr-1", "tr-2", "tr-1"], time=[1000, 2000])
    assert house.library.done == [("played", [("tr-1", 1000), ("tr-2", 2000), ("tr-1", None)], 1)]


def test_tracks_that_are_gone_do_not_hold_up_the_backlog(ask: Any, house: House) -> None:
    assert ask("scrobble", id=["tr-99", "tr-2"], time=[1000, 2000]) == {}
    assert house.library.done == [("played", [("tr-2", 2000)], 1)]
    assert ask("scrobble", id="tr-99")["error"]["code"] == 70


def test_an_announcement_counts_nothing(ask: Any, house: House) -> None:
    assert ask("scrobble", id="tr-1", submission="false") == {}
    assert house.library.done == []


def test_a_play_of_nothing_is_an_error(ask: Any) -> None:
    assert ask("scrobble")["error"]["code"] == 10
    assert ask("scrobble", id="tr-1", submission="maybe")["error"]["code"] == 0
    assert ask("scrobble", id="tr-1", time="yesterday")["error"]["code"] == 0
