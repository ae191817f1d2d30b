from __future__ import annotations

import random
from dataclasses import replace

import pytest

from library.scan.grouping import Grouped, describe, is_disc_folder, release_keys

_TRACK = Grouped(
    track=1,
    folder="Folder",
    album="Album",
    artists=("A",),
    album_artists=(),
    album_artist=None,
    is_compilation=False,
    release_musicbrainz_id=None,
    disc=None,
    number=None,
    year=None,
    path="Folder/1.mp3",
)


def _tracks(*changes: dict[str, object]) -> list[Grouped]:
    return [
        replace(_TRACK, track=number, path=f"Folder/{number}.mp3", **change)  # type: ignore[arg-type] # fields
        for number, change in enumerate(changes, start=1)
    ]


def _releases(*changes: dict[str, object]) -> list[list[int]]:
    """Track numbers that ended in one release."""
    keys = release_keys(_tracks(*changes), 1)
    return sorted([track for track, key in keys.items() if key == which] for which in set(keys.values()))


def test_an_album_artist_unites_tracks_of_different_artists() -> None:
    same = {"album_artists": ("X",), "album_artist": "X"}
    assert _releases({"artists": ("A",), **same}, {"artists": ("B",), **same}) == [[1, 2]]


def test_different_artists_without_an_album_artist_are_various() -> None:
    tracks = _tracks({"artists": ("A",)}, {"artists": ("B",)})
    assert len(set(release_keys(tracks, 1).values())) == 1
    described = describe(tracks)
    assert (described.artist, described.is_compilation) == ("Various Artists", True)


def test_guests_do_not_make_a_compilation() -> None:
    tracks = _tracks({"artists": ("A",)}, {"artists": ("A feat. B",)}, {"artists": ("A", "C")})
    assert len(set(release_keys(tracks, 1).values())) == 1
    described = describe(tracks)
    assert (described.artist, described.is_compilation) == ("A", False)


def test_the_same_title_of_two_album_artists_is_two_releases() -> None:
    assert _releases({"album_artists": ("X",)}, {"album_artists": ("Y",)}) == [[1], [2]]


def test_case_and_spaces_do_not_split_a_release() -> None:
    assert _releases({"album": "The  Wall"}, {"album": "the wall"}) == [[1, 2]]


def test_different_years_do_not_split_a_release() -> None:
    assert _releases({"year": 1999}, {"year": 2000}) == [[1, 2]]


def test_musicbrainz_ids_tell_editions_apart() -> None:
    assert _releases({"release_musicbrainz_id": "1"}, {"release_musicbrainz_id": "2"}) == [[1], [2]]


def test_tracks_without_the_id_belong_to_the_one_edition_beside_them() -> None:
    assert _releases({"release_musicbrainz_id": "1"}, {}) == [[1, 2]]


def test_one_album_in_two_folders_is_one_release() -> None:
    assert release_keys(_tracks({}), 1) == release_keys(_tracks({}), 2)


def test_loose_tracks_are_a_release_of_their_folder() -> None:
    tracks = _tracks({"album": None}, {"album": None, "artists": ("B",)})
    assert len(set(release_keys(tracks, 1).values())) == 1
    assert release_keys(tracks, 1) != release_keys(tracks, 2)
    assert describe(tracks).title == "Folder"


def test_nobody_is_unknown() -> None:
    described = describe(_tracks({"artists": ()}))
    assert (described.artists, described.artist) == (("Unknown Artist",), "Unknown Artist")


def test_a_flagged_compilation_of_one_artist_still_is_one() -> None:
    described = describe(_tracks({"is_compilation": True}))
    assert (described.artist, described.is_compilation) == ("Various Artists", True)
    described = describe(_tracks({"is_compilation": True, "album_artists": ("X",), "album_artist": "X"}))
    assert (described.artist, described.is_compilation) == ("X", True)


def test_tracks_are_ordered_by_disc_and_number() -> None:
    tracks = _tracks({"disc": 2, "number": 1}, {"disc": 1, "number": 2}, {"disc": 1, "number": 1})
    assert describe(tracks).order == (3, 2, 1)


def test_the_order_of_scanning_does_not_matter() -> None:
    tracks = _tracks(
        {"artists": ("A",), "year": 1999, "number": 3},
        {"artists": ("B",), "year": 2000, "number": 1},
        {"artists": ("A",), "album": "ALBUM", "number": 2},
        {"album": None},
    )
    keys, described = release_keys(tracks, 1), describe(tracks)
    for seed in range(20):
        random.Random(seed).shuffle(tracks)
        assert release_keys(tracks, 1) == keys
        assert describe(tracks) == described


@pytest.mark.parametrize("name", ["CD 2", "CD1", "Disc 1 - Live", "disk_03", "Vinyl A", "LP2", "Side B"])
def test_disc_folders(name: str) -> None:
    assert is_disc_folder(name)


@pytest.mark.parametrize("name", ["CDs", "Discovery", "Live", "Side Effects", "2", "LPs of 1970"])
def test_other_folders(name: str) -> None:
    assert not is_disc_folder(name)
