"""Album and song lists."""

from __future__ import annotations

from typing import Any

import pytest

from library import Limits, ReleaseFilter, ReleaseOrder
from server.http.subsonic.lists import TYPES
from tests.fakes.subsonic_house import House

EXTRAS = {"byYear": {"fromYear": 1990, "toYear": 2010}, "byGenre": {"genre": "Rock"}}


def test_there_are_the_ten_types_of_the_specification() -> None:
    assert len(TYPES) == 10


@pytest.mark.parametrize("method", ["getAlbumList", "getAlbumList2"])
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_list_is_answered(ask: Any, method: str, kind: str) -> None:
    container = {"getAlbumList": "albumList", "getAlbumList2": "albumList2"}[method]
    albums = ask(method, type=kind, **EXTRAS.get(kind, {}))[container]["album"]
    assert albums
    assert all(album["id"].startswith("al-") for album in albums)


@pytest.mark.parametrize(
    ("params", "order", "where"),
    [
        ({"type": "random"}, ReleaseOrder.RANDOM, ReleaseFilter()),
        ({"type": "newest"}, ReleaseOrder.NEWEST, ReleaseFilter()),
        ({"type": "highest"}, ReleaseOrder.HIGHEST, ReleaseFilter()),
        ({"type": "frequent"}, ReleaseOrder.FREQUENT, ReleaseFilter()),
        ({"type": "recent"}, ReleaseOrder.RECENT, ReleaseFilter()),
        ({"type": "starred"}, ReleaseOrder.STARRED, ReleaseFilter()),
        ({"type": "alphabeticalByName"}, ReleaseOrder.TITLE, ReleaseFilter()),
        ({"type": "alphabeticalByArtist"}, ReleaseOrder.ARTIST, ReleaseFilter()),
        ({"type": "byGenre", "genre": "Rock"}, ReleaseOrder.TITLE, ReleaseFilter(genre="Rock")),
        (
            {"type": "byYear", "fromYear": 1990, "toYear": 2000},
            ReleaseOrder.YEAR,
            ReleaseFilter(from_year=1990, to_year=2000),
        ),
        (
            {"type": "byYear", "fromYear": 2000, "toYear": 1990},
            ReleaseOrder.YEAR_DESC,
            ReleaseFilter(from_year=1990, to_year=2000),
        ),
    ],
    ids=str,
)
def test_each_type_has_its_order(
    ask: Any, house: House, params: dict[str, Any], order: ReleaseOrder, where: ReleaseFilter
) -> None:
    ask("getAlbumList2", **params)
    assert house.library.done == [("list_releases", order, Limits(10), where, 1)]


@pytest.mark.parametrize(
    ("size", "offset", "limits"),
    [(None, None, Limits(10)), (50, 3, Limits(50, 3)), (9_999, 0, Limits(500)), (0, 0, Limits(0))],
)
def test_pages_are_as_long_as_asked_up_to_500(
    ask: Any, house: House, size: int | None, offset: int | None, limits: Limits
) -> None:
    ask("getAlbumList2", type="newest", size=size, offset=offset)
    assert house.library.done[0][2] == limits


def test_past_the_end_is_an_empty_list(ask: Any) -> None:
    assert ask("getAlbumList2", type="newest", offset=99)["albumList2"] == {"album": []}


@pytest.mark.parametrize(
    ("params", "code", "named"),
    [
        ({}, 10, "type"),
        ({"type": "loudest"}, 0, "type"),
        ({"type": "byGenre"}, 10, "genre"),
        ({"type": "byYear", "toYear": 1990}, 10, "fromYear"),
        ({"type": "byYear", "fromYear": 1990}, 10, "toYear"),
        ({"type": "byYear", "fromYear": "x", "toYear": 1990}, 0, "fromYear"),
        ({"type": "newest", "size": -1}, 0, "size"),
        ({"type": "newest", "offset": "x"}, 0, "offset"),
        ({"type": "newest", "musicFolderId": 99}, 70, "99"),
    ],
    ids=str,
)
def test_mistakes_name_the_parameter(ask: Any, params: dict[str, Any], code: int, named: str) -> None:
    error = ask("getAlbumList2", **params)["error"]
    assert error["code"] == code
    assert named in error["message"]


def test_random_songs_are_chosen_by_genre_and_years(ask: Any, house: House) -> None:
    songs = ask("getRandomSongs", size=3, genre="Rock", fromYear=1990, toYear=2000)["randomSongs"]["song"]
    assert [song["id"] for song in songs] == ["tr-1"]
    assert house.library.done == [("random_tracks", 3, ReleaseFilter("Rock", 1990, 2000))]


def test_songs_of_a_genre_are_paged(ask: Any) -> None:
    songs = ask("getSongsByGenre", genre="Rock", count=1, offset=1)["songsByGenre"]["song"]
    assert [song["id"] for song in songs] == ["tr-3"]
    assert ask("getSongsByGenre")["error"]["message"].endswith("genre")


def test_starred_things_are_there_in_both_shapes(ask: Any) -> None:
    for method, container in (("getStarred", "starred"), ("getStarred2", "starred2")):
        starred = ask(method)[container]
        assert [starred[kind][0]["id"] for kind in ("artist", "album", "song")] == ["ar-1", "al-1", "tr-1"]
    assert ask("getStarred")["starred"]["album"][0]["isDir"] is True
