"""Searching, and copying a library page by page."""

from __future__ import annotations

from typing import Any

import pytest

from library import Limits
from server.http.subsonic.searching import spoken
from tests.fakes.subsonic_house import TRACKS, House


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ('""', ""),
        ("*", ""),
        ('"*"', ""),
        ("   ", ""),
        ("olw*", "olw"),
        ("ol* wer*", "ol wer"),
        ('"two words"', "two words"),
        ('a "quoted" word', 'a "quoted" word'),
        ('"', '"'),
        ("a*b", "a*b"),
        ("AC/DC", "AC/DC"),
    ],
)
def test_quotes_and_stars_around_words_mean_nothing(query: str, expected: str) -> None:
    assert spoken(query) == expected


@pytest.mark.parametrize("query", ["", '""'])
def test_an_empty_query_pages_through_everything(ask: Any, query: str) -> None:
    found = []
    for offset in range(0, 10, 2):
        songs = ask("search3", query=query, songCount=2, songOffset=offset, artistCount=0, albumCount=0)
        found += [song["id"] for song in songs["searchResult3"]["song"]]
    assert found == [track.id for track in TRACKS]


def test_counts_and_offsets_are_each_kind_s_own(ask: Any, house: House) -> None:
    ask("search3", query="x", artistCount=1, artistOffset=2, albumCount=3, albumOffset=4, songOffset=6)
    assert house.library.done == [("search", "x", Limits(1, 2), Limits(3, 4), Limits(20, 6))]


def test_a_query_must_be_there_even_if_empty(ask: Any) -> None:
    assert ask("search3")["error"] == {"code": 10, "message": "Required parameter is missing: query"}


def test_search2_answers_directories_and_search3_albums(ask: Any) -> None:
    old = ask("search2", query="erste")["searchResult2"]
    new = ask("search3", query="erste")["searchResult3"]
    assert old["album"][0]["title"] == new["album"][0]["name"] == "Erste"
    assert old["album"][0]["isDir"] is True
    assert old["artist"] == new["artist"] == []
