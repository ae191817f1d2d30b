from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from library import Belongings, BelongingsUnreadable, Library, PlaylistId, SmartRules, UserId, read_belongings
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned

ANN, BOB = UserId(1), UserId(2)
RULES = msgspec.json.decode(b'{"where": {"kind": "all", "rules": []}}', type=SmartRules)


def _stocked(folder: Path, prefix: str = "") -> Library:
    shelf = Shelf(folder)
    for number in range(4):
        shelf.add(f"{prefix}A/B/{number}.mp3", title=f"Song {number}", artist="Ann & Co", album="Debüt")
    library = shelf.open()
    scanned(library)
    return library


def _said(library: Library, user: UserId) -> list[object]:
    tracks = library.find_tracks([track.id for track in all_tracks(library)], for_user=user)
    release = library.get_release(tracks[0].release_id, for_user=user).release
    artist = library.get_artist(tracks[0].artists[0].artist_id, for_user=user).artist
    return [thing.marks for thing in (*tracks, release, artist)]


def _lists(library: Library, user: UserId) -> list[tuple[str, list[str]]]:
    return [
        (one.name, [e.track.title for e in library.playlists.entries(one.id, MANY, user).items])
        for one in library.playlists.list(user)
    ]


def test_everything_arrives_in_another_house_and_only_once(tmp_path: Path) -> None:
    here, there = _stocked(tmp_path / "here"), _stocked(tmp_path / "there", "Other/Place/")
    tracks = all_tracks(here)
    here.star([tracks[0].id, tracks[0].release_id, tracks[0].artists[0].artist_id], user=ANN)
    here.rate(tracks[1].id, 4, user=ANN)
    here.played([(tracks[2].id, 1_600_000_000_000), (tracks[2].id, 1_600_000_100_000)], user=ANN)
    here.star([tracks[3].id], user=BOB)
    here.playlists.create(ANN, "Mix", description="d", tracks=[tracks[2].id, tracks[0].id, tracks[2].id])
    here.playlists.create(ANN, "All", rules=RULES, is_public=True)
    here.playlists.create(BOB, "Not mine", is_public=True)
    file = tmp_path / "export.json"
    file.write_bytes(msgspec.json.encode(here.gather_belongings(ANN)))
    told = read_belongings(file)
    assert {(one.name, one.is_public) for one in told.playlists} == {("Mix", False), ("All", True)}
    first = there.bring_belongings(told, BOB)
    assert (first.marks, first.playlists, first.missing) == (len(told.marks), 2, ())
    assert _said(there, BOB) == _said(here, ANN)
    assert _lists(there, BOB) == [
        ("All", [f"Song {number}" for number in range(4)]),
        ("Mix", ["Song 2", "Song 0", "Song 2"]),
    ]
    second = there.bring_belongings(told, BOB)
    assert (second.marks, second.playlists) == (len(told.marks), 0)
    assert _said(there, BOB) == _said(here, ANN)
    for library in (here, there):
        library.close()


def test_what_was_said_here_stays(tmp_path: Path) -> None:
    library = _stocked(tmp_path)
    track = all_tracks(library)[0]
    library.rate(track.id, 2, user=ANN)
    library.played([(track.id, 1_700_000_000_000)] * 5, user=ANN)
    told = msgspec.convert(
        {
            "format": "segue-belongings",
            "version": 1,
            "marks": [
                {"title": "Song 0", "artist": "Ann & Co", "rating": 5, "plays": 3},
                {"path": "/nowhere/else.mp3", "plays": 1},
                {"of": "artist", "artist": "Nobody", "starred_utc": "2020-01-01T00:00:00Z"},
            ],
        },
        Belongings,
    )
    done = library.bring_belongings(told, ANN)
    assert (done.marks, done.missing) == (1, ("/nowhere/else.mp3", "artist Nobody"))
    marks = library.get_track(track.id, for_user=ANN).marks
    assert (marks.rating, marks.plays) == (2, 5)
    library.close()


def test_rules_that_name_another_list_are_not_guessed(tmp_path: Path) -> None:
    library = _stocked(tmp_path)
    other = library.playlists.create(ANN, "Other")
    rules = msgspec.convert(
        {"where": {"kind": "any", "rules": [{"kind": "playlist", "id": other.id, "is_in": True}]}}, SmartRules
    )
    library.playlists.create(ANN, "Of it", rules=rules)
    told = library.gather_belongings(ANN)
    library.playlists.delete(PlaylistId(other.id), ANN)
    done = library.bring_belongings(told, BOB)
    assert done.playlists == 1
    assert done.missing == ("Of it: its rules name another playlist",)
    library.close()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format": "x"}', b"<plist/>", b"\0\0", b"<rhythmdb", b"SQLite format 3\0xx"]
)
def test_what_is_no_such_file_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(BelongingsUnreadable):
        read_belongings(path)
    with pytest.raises(BelongingsUnreadable):
        read_belongings(tmp_path / "missing")
