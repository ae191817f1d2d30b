"""Whether people find what they have in mind, in a made-up library with the words of a real one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.search import mistyped
from library import Database, Library, Limits, Track, fill_made_up, migrations

QUERIES = 200


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("quality")
    database = Database(folder / "segue.db")
    database.migrate(migrations)
    fill_made_up(database, 6_000)
    library = Library(
        database, roots=[Path("/music")], thumbnails=folder / "thumbnails", choice=random.Random(5)
    )
    yield library
    library.close()


def _hits(library: Library, typed: Callable[[Track], str]) -> float:
    tracks = library.random_tracks(QUERIES)
    some = Limits(3)
    return sum(
        track.id
        in [one.id for one in library.search(typed(track), artists=some, releases=some, tracks=some).tracks]
        for track in tracks
    ) / len(tracks)


@pytest.mark.slow
def test_a_known_track_is_among_the_first_three(library: Library) -> None:
    assert _hits(library, lambda track: f"{track.title} {track.artist}") >= 0.95
    assert _hits(library, lambda track: f"{track.artist[:8].strip()} {track.title}") >= 0.95


@pytest.mark.slow
def test_a_known_track_is_found_in_spite_of_a_typing_error(library: Library) -> None:
    choice = random.Random(6)
    assert _hits(library, lambda track: f"{mistyped(track.title, choice)} {track.artist}") >= 0.85


@pytest.mark.slow
def test_a_known_artist_is_among_the_first_three(library: Library) -> None:
    choice, some = random.Random(7), Limits(3)
    hits = []
    for track in library.random_tracks(QUERIES):
        credit = track.artists[0]
        text = mistyped(credit.name, choice) if choice.random() < 0.3 else credit.name
        found = library.search(text, artists=some, releases=some, tracks=some).artists
        hits.append(credit.artist_id in [one.id for one in found])
    assert sum(hits) / len(hits) >= 0.95
