"""No list may ask the database once an item: supysonic and others became slow that way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from library import Library, Limits, ReleaseFilter, ReleaseOrder, Role, UserId, expand
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png

_ME = UserId(1)


def _stocked(folder: Path, count: int) -> Library:
    """`count` releases of `count` tracks each by `count` artists, all marked."""
    shelf = Shelf(folder)
    for release in range(count):
        for number in range(count):
            shelf.add(
                f"{release}/{number}.mp3",
                picture=png(),
                title=f"Song {number}",
                artist=[f"Artist {release}", "Common"],
                albumartist=f"Artist {release}",
                album=f"Release {release}",
                genre=["Rock", f"Genre {release}"],
                composer=["Composer", f"Composer {release}"],
                label=f"Label {release}",
            )
    library = shelf.open()
    scanned(library)
    tracks = all_tracks(library)
    library.star([track.id for track in tracks] + [track.release_id for track in tracks], user=_ME)
    library.star([credit.artist_id for track in tracks for credit in track.artists], user=_ME)
    library.played([(track.id, None) for track in tracks], user=_ME)
    return library


_QUESTIONS: list[Callable[[Library], object]] = [
    *(
        lambda library, order=order: library.list_releases(order, MANY, for_user=_ME)  # type: ignore[misc] # a default
        for order in ReleaseOrder
    ),
    lambda library: library.list_releases(
        ReleaseOrder.TITLE, MANY, where=ReleaseFilter("Rock"), for_user=_ME
    ),
    lambda library: library.list_artists(for_user=_ME),
    lambda library: library.list_tracks(MANY, genre="Rock", for_user=_ME),
    lambda library: library.random_tracks(50, where=ReleaseFilter("Rock"), for_user=_ME),
    lambda library: library.find_tracks([track.id for track in all_tracks(library)], for_user=_ME),
    lambda library: list(
        expand(library, [track.release_id for track in all_tracks(library)], most=9, user=_ME)
    ),
    lambda library: list(expand(library, [all_tracks(library)[0].artists[1].artist_id], most=9, user=_ME)),
    lambda library: library.get_release(all_tracks(library)[0].release_id, for_user=_ME),
    lambda library: library.get_artist(all_tracks(library)[0].artists[1].artist_id, for_user=_ME),
    lambda library: library.get_folder(library.root_folders()[0].id, for_user=_ME),
    lambda library: library.search("o", artists=MANY, releases=MANY, tracks=MANY, for_user=_ME),
    lambda library: library.search("", artists=MANY, releases=MANY, tracks=MANY, for_user=_ME),
    lambda library: library.find_artists([id for id, _ in library.list_artist_names()], for_user=_ME),
    lambda library: library.starred(for_user=_ME),
    lambda library: library.list_genres(),
    lambda library: library.list_years(),
    lambda library: library.list_labels(MANY),
    lambda library: library.list_credited(Role.COMPOSER, MANY, for_user=_ME),
    lambda library: library.problems(Limits(100)),
    lambda library: library.counts(),
]


def _statements(library: Library, question: Callable[[Library], object]) -> int:
    heard: list[str] = []
    reader = library._database.reading()
    reader.set_trace_callback(heard.append)
    question(library)
    reader.set_trace_callback(None)
    # FTS5 reads its own tables through the same connection; those lines are not statements of ours.
    return len([statement for statement in heard if not statement.startswith("--")])


@pytest.mark.parametrize("number", range(len(_QUESTIONS)))
def test_longer_answers_take_no_more_statements(number: int, small: Library, large: Library) -> None:
    few, many = _statements(small, _QUESTIONS[number]), _statements(large, _QUESTIONS[number])
    assert 0 < many <= few
    assert many <= 40


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> object:
    library = _stocked(tmp_path_factory.mktemp("small"), 2)
    yield library
    library.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> object:
    library = _stocked(tmp_path_factory.mktemp("large"), 6)
    yield library
    library.close()
