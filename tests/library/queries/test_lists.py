from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from library import Library, Limits, ReleaseFilter, ReleaseOrder, UserId
from tests.builders.shelf import MANY, Shelf, scanned

_ME = UserId(1)
_YOU = UserId(2)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Five releases: title, album artist, year, genres, from the oldest to the newest addition.

    Aurora   Zed    2003  Rock
    beta     Yves   1999  Rock, Jazz
    Ärger    Xara   none  Jazz
    9 Lives  Yves   2010  Pop
    10 Lives Yves   2001  rock
    """
    shelf = Shelf(tmp_path_factory.mktemp("lists"))
    rows = [
        ("Aurora", "Zed", "2003", ["Rock"]),
        ("beta", "Yves", "1999", ["Rock", "Jazz"]),
        ("Ärger", "Xara", "", ["Jazz"]),
        ("9 Lives", "Yves", "2010", ["Pop"]),
        ("10 Lives", "Yves", "2001", ["rock"]),
    ]
    for age, (title, artist, year, genres) in enumerate(rows):
        for number in (1, 2):
            path = shelf.add(
                f"{title}/{number}.mp3",
                title=f"{title} {number}",
                artist=artist,
                album=title,
                date=year,
                genre=genres,
                tracknumber=str(number),
            )
            os.utime(path, (1_000_000_000 + age, 1_000_000_000 + age))
    return shelf


@pytest.fixture
def library(shelf: Shelf, tmp_path: Path) -> Iterator[Library]:
    opened = Shelf(tmp_path).open(shelf.music)
    scanned(opened)
    yield opened
    opened.close()


def _titles(library: Library, order: ReleaseOrder, where: ReleaseFilter = ReleaseFilter()) -> list[str]:  # noqa: B008
    page = library.list_releases(order, MANY, where=where, for_user=_ME)
    assert page.total == len(page.items)
    return [release.title for release in page.items]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        (ReleaseOrder.TITLE, ["9 Lives", "10 Lives", "Ärger", "Aurora", "beta"]),
        (ReleaseOrder.ARTIST, ["Ärger", "beta", "10 Lives", "9 Lives", "Aurora"]),
        (ReleaseOrder.NEWEST, ["10 Lives", "9 Lives", "Ärger", "beta", "Aurora"]),
        (ReleaseOrder.YEAR, ["beta", "10 Lives", "Aurora", "9 Lives", "Ärger"]),
        (ReleaseOrder.YEAR_DESC, ["9 Lives", "Aurora", "10 Lives", "beta", "Ärger"]),
    ],
)
def test_releases_are_ordered(library: Library, order: ReleaseOrder, titles: list[str]) -> None:
    assert _titles(library, order) == titles
    pages = [library.list_releases(order, Limits(2, offset)).items for offset in (0, 2, 4, 6)]
    assert [release.title for page in pages for release in page] == titles


def test_a_page_tells_where_it_is_and_how_many_there_are(library: Library) -> None:
    page = library.list_releases(ReleaseOrder.TITLE, Limits(2, 3))
    assert (page.offset, page.total, len(page.items)) == (3, 5, 2)
    assert library.list_releases(ReleaseOrder.TITLE, Limits(2, 99)).total == 5


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        (ReleaseFilter(genre="ROCK"), {"Aurora", "beta", "10 Lives"}),
        (ReleaseFilter(genre="nothing"), set()),
        (ReleaseFilter(from_year=2001), {"Aurora", "9 Lives", "10 Lives"}),
        (ReleaseFilter(to_year=2001), {"beta", "10 Lives"}),
        (ReleaseFilter("jazz", 1990, 2000), {"beta"}),
    ],
)
def test_releases_are_filtered_in_every_order(
    library: Library, where: ReleaseFilter, titles: set[str]
) -> None:
    for order in (ReleaseOrder.TITLE, ReleaseOrder.NEWEST, ReleaseOrder.RANDOM):
        assert set(_titles(library, order, where)) == titles


def test_random_pages_differ_and_repeat_nothing(library: Library) -> None:
    draws = {tuple(_titles(library, ReleaseOrder.RANDOM)) for _ in range(20)}
    assert len(draws) > 5
    assert all(len(set(draw)) == 5 for draw in draws)
    assert len(library.list_releases(ReleaseOrder.RANDOM, Limits(3)).items) == 3


def test_random_tracks_are_distinct_and_as_many_as_there_are(library: Library) -> None:
    assert len({track.id for track in library.random_tracks(4)}) == 4
    assert len({track.id for track in library.random_tracks(99)}) == 10
    assert {track.release_title for track in library.random_tracks(99, where=ReleaseFilter("Pop"))} == {
        "9 Lives"
    }
    assert library.random_tracks(0) == []


def test_random_tracks_are_all_drawn_sometimes(library: Library) -> None:
    drawn = {track.id for _ in range(200) for track in library.random_tracks(1)}
    assert len(drawn) == 10


def test_lists_by_marks_are_the_users_own(library: Library) -> None:
    by_title = {release.title: release for release in library.list_releases(ReleaseOrder.TITLE, MANY).items}
    beta, aurora = by_title["beta"], by_title["Aurora"]
    library.star([beta.id], user=_ME)
    library.star([aurora.id], user=_YOU)
    library.rate(aurora.id, 3, user=_ME)
    library.rate(beta.id, 5, user=_ME)
    song, other = (library.get_release(release.id).tracks[0] for release in (aurora, beta))
    library.played([(song.id, 1_000), (song.id, 2_000), (other.id, 3_000)], user=_ME)
    assert _titles(library, ReleaseOrder.STARRED) == ["beta"]
    assert _titles(library, ReleaseOrder.HIGHEST) == ["beta", "Aurora"]
    assert _titles(library, ReleaseOrder.FREQUENT) == ["Aurora", "beta"]
    assert _titles(library, ReleaseOrder.RECENT) == ["beta", "Aurora"]
    assert library.list_releases(ReleaseOrder.STARRED, MANY).total == 0


def test_artists_are_ordered_by_name_and_paged(library: Library) -> None:
    page = library.list_artists(Limits(2, 1))
    assert ([artist.name for artist in page.items], page.total) == (["Yves", "Zed"], 3)
    assert [artist.release_count for artist in library.list_artists().items] == [1, 3, 1]


def test_tracks_are_filtered_by_genre_and_artist(library: Library) -> None:
    zed = library.list_artists(Limits(1, 2)).items[0]
    assert [track.title for track in library.list_tracks(MANY, artist_id=zed.id).items] == [
        "Aurora 1",
        "Aurora 2",
    ]
    assert library.list_tracks(Limits(3), genre="jazz").total == 4
    assert library.list_tracks(MANY, genre="pop", artist_id=zed.id).total == 0


def test_genres_are_counted_whatever_their_case(library: Library) -> None:
    genres = [(genre.name, genre.track_count, genre.release_count) for genre in library.list_genres()]
    assert genres == [("Jazz", 4, 2), ("Pop", 2, 1), ("Rock", 6, 3)]
