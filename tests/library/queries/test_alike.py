"""What is like something in a real library, and what of an artist is played most."""

from __future__ import annotations

import pytest

from library import Library, Limits, NotFound
from tests.builders.shelf import Shelf


@pytest.fixture
def filled(shelf: Shelf, library: Library) -> Library:
    """Three rock artists, one of classical music."""
    for number, (artist, genre) in enumerate(
        (("A", "Rock"), ("B", "Rock"), ("C", "Rock"), ("D", "Classical"))
    ):
        for title in ("one", "two"):
            shelf.add(
                f"{artist}/{title}.mp3",
                title=f"{artist} {title}",
                artist=artist,
                album=artist,
                genre=genre,
                date=str(1990 + number),
            )
    for _ in library.scan():
        pass
    return library


def track(library: Library, title: str) -> str:
    found = library.list_tracks(Limits(50)).items
    return next(one.id for one in found if one.title == title)


def test_similar_tracks_share_a_genre(filled) -> None:
    found = [one.title for one in filled.similar_tracks(track(filled, "A one"), 50)]
    assert found[0] in ("A two", "B one", "B two")
    assert set(found) == {"A two", "B one", "B two", "C one", "C two"}


def test_similar_artists_are_others_of_the_genre(filled) -> None:
    artist = filled.get_track(track(filled, "A one")).artists[0].artist_id
    assert {one.name for one in filled.similar_artists(artist, 9)} == {"B", "C"}
    assert {one.title for one in filled.similar_tracks(artist, 9)} == {"B one", "B two", "C one", "C two"}


def test_top_tracks_are_those_that_everybody_here_plays(filled) -> None:
    two, artist = track(filled, "A two"), filled.get_track(track(filled, "A one")).artists[0].artist_id
    filled.played([(two, None)], user=1)
    filled.played([(two, None)], user=2)
    filled.played([(track(filled, "A one"), None)], user=1)
    assert [one.title for one in filled.top_tracks(artist, 9)] == ["A two", "A one"]
    assert [one.title for one in filled.top_tracks(artist, 1)] == ["A two"]


def test_what_was_not_measured_is_said_to_be_unknown(filled) -> None:
    found = filled.sonic_tracks(track(filled, "A one"), 3)
    assert [similarity for _, similarity in found] == [-1.0] * 3
    path = filled.sonic_path(track(filled, "A one"), track(filled, "D one"), 9)
    assert [(one.title, similarity) for one, similarity in path] == [("A one", -1.0), ("D one", -1.0)]


def test_the_unknown_is_like_nothing(filled) -> None:
    for unknown in ("tr-999", "al-999", "ar-999", "fo-1", "nonsense"):
        with pytest.raises(NotFound):
            filled.similar_tracks(unknown, 9)
