"""Stars, ratings, plays and queue entries hang on a track's id: it survives whatever happens to its file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import Library, Limits, NotFound, Track, UserId
from tests.builders.shelf import Shelf, all_tracks, scanned
from tests.builders.tags import tag

_ME = UserId(1)
_RECORDING = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"
_RELEASE = "0a1b2c3d-a62d-471e-81fc-a69a8278c7da"


def _rated(library: Library) -> Track:
    """The only track, rated."""
    scanned(library)
    [track] = all_tracks(library)
    library.rate(track.id, 4, user=_ME)
    return track


def _same(library: Library, before: Track) -> Track:
    """The only track after a scan, which must be the rated one."""
    scanned(library)
    [track] = all_tracks(library)
    assert library.get_track(track.id, for_user=_ME).marks.rating == 4
    assert track.id == before.id
    return track


def _evidence(library: Library) -> list[str]:
    return [match.evidence for match in library.matches(Limits(10)).items]


@pytest.mark.parametrize(
    "format", [".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff", ".wv", ".ape", ".dsf", ".wma"]
)
def test_a_file_moved_and_tagged_anew_is_known_by_its_sound(
    shelf: Shelf,
    library: Library,
    format: str,
) -> None:
    shelf.add("other.mp3", title="Other", hz=300)
    path = shelf.add(f"in/track01{format}", title="Track 1")
    scanned(library)
    before = next(track for track in all_tracks(library) if track.title == "Track 1")
    library.rate(before.id, 4, user=_ME)
    tag(path, title="So What", artist="Miles Davis", album="Kind of Blue", comment="x" * 5_000)
    (shelf.music / "Miles").mkdir()
    path.rename(shelf.music / "Miles" / f"So What{format}")
    scanned(library)
    after = library.get_track(before.id, for_user=_ME)
    assert (after.title, after.marks.rating, len(all_tracks(library))) == ("So What", 4, 2)
    assert _evidence(library) == ["fingerprint"]


def test_a_file_encoded_anew_is_known_by_its_tags(shelf: Shelf, library: Library) -> None:
    path = shelf.add("1.mp3", title="One", artist="A", album="X", tracknumber="1")
    before = _rated(library)
    path.unlink()
    shelf.add("lossless/1.flac", title="One", artist="A", album="X", tracknumber="1")
    assert _same(library, before).suffix == "flac"
    assert _evidence(library) == ["tags"]


def test_or_by_musicbrainz_whatever_it_is_called_now(shelf: Shelf, library: Library) -> None:
    ids = {"musicbrainz_trackid": _RECORDING, "musicbrainz_albumid": _RELEASE}
    path = shelf.add("1.mp3", title="One", artist="A", album="X", **ids)
    before = _rated(library)
    path.unlink()
    shelf.add("1.flac", title="Eins", artist="Ä", album="Y", **ids)
    assert _same(library, before).title == "Eins"
    assert _evidence(library) == ["musicbrainz"]


def test_the_original_may_stay_for_a_while(shelf: Shelf, library: Library) -> None:
    path = shelf.add("1.mp3", title="One", artist="A", album="X")
    before = _rated(library)
    shelf.add("1.flac", title="One", artist="A", album="X")
    scanned(library)
    copy = next(track for track in all_tracks(library) if track.suffix == "flac")
    path.unlink()
    assert _same(library, before).suffix == "flac"
    assert [track.id for track in library.find_tracks([copy.id])] == [before.id]  # such as a queue's entry
    assert library.get_media_file(copy.id).path.suffix == ".flac"


def test_a_double_that_somebody_marked_stays_itself(shelf: Shelf, library: Library) -> None:
    path = shelf.add("1.mp3", title="One", artist="A", album="X")
    before = _rated(library)
    shelf.add("1.flac", title="One", artist="A", album="X")
    scanned(library)
    copy = next(track for track in all_tracks(library) if track.suffix == "flac")
    library.star([copy.id], user=_ME)
    path.unlink()
    scanned(library)
    assert [track.id for track in all_tracks(library)] == [copy.id]
    assert before.id != copy.id


def test_a_move_between_roots_keeps_the_track(shelf: Shelf) -> None:
    other = shelf.folder / "other"
    other.mkdir()
    shelf.add("stays.mp3", title="Stays", hz=300).rename(other / "stays.mp3")
    path = shelf.add("1.mp3", title="One", artist="A")
    shelf.add("2.mp3", title="Two", hz=500)
    library = shelf.open(shelf.music, other)
    scanned(library)
    before = next(track for track in all_tracks(library) if track.title == "One")
    tag(path, title="One!")
    path.rename(other / "1.mp3")
    scanned(library)
    assert library.get_track(before.id).title == "One!"
    library.close()


def test_files_that_changed_places_take_their_tracks_along(shelf: Shelf, library: Library) -> None:
    for number in range(4):
        shelf.add(f"{number}.mp3", title=f"T{number}", hz=300 + 50 * number)
    scanned(library)
    before = {track.title: track.id for track in all_tracks(library)}
    for number in range(4):
        (shelf.music / f"{number}.mp3").rename(shelf.music / f"{number}.moving")
    for number in range(4):
        shelf_path = shelf.music / f"{(number + 1) % 4}.mp3"
        (shelf.music / f"{number}.moving").rename(shelf_path)
        tag(shelf_path, title=f"T{number}", comment="renumbered")
    scanned(library)
    assert {track.title: track.id for track in all_tracks(library)} == before


def test_a_disk_that_is_not_connected_loses_nothing_to_copies(shelf: Shelf) -> None:
    other = shelf.folder / "other"
    other.mkdir()
    shelf.add("1.mp3", title="One", artist="A")
    library = shelf.open(shelf.music, other)
    scanned(library)
    [before] = all_tracks(library)
    shelf.music.rename(shelf.folder / "away")
    (other / "copy.mp3").write_bytes((shelf.folder / "away" / "1.mp3").read_bytes())
    scanned(library)
    assert library.get_track(before.id).path == "1.mp3"
    library.close()


def test_a_match_can_be_undone_and_is_not_made_again(shelf: Shelf, library: Library) -> None:
    path = shelf.add("old.mp3", title="One", artist="A", album="X")
    before = _rated(library)
    path.rename(shelf.music / "new.mp3")
    tag(shelf.music / "new.mp3", title="Two")
    _same(library, before)
    [match] = library.matches(Limits(10)).items
    assert (match.track_id, match.from_path, match.to_path) == (before.id, "old.mp3", "new.mp3")
    library.undo_match(match.id)
    [other] = all_tracks(library)
    assert (other.id != before.id, other.title, other.path) == (True, "Two", "new.mp3")
    with pytest.raises(NotFound):
        library.get_track(before.id)
    with pytest.raises(NotFound):
        library.undo_match(match.id)
    scanned(library, full=True)
    assert [track.id for track in all_tracks(library)] == [other.id]
    (shelf.music / "old.mp3").write_bytes((shelf.music / "new.mp3").read_bytes())
    tag(shelf.music / "old.mp3", title="One")
    scanned(library)
    assert library.get_track(before.id, for_user=_ME).marks.rating == 4


def test_a_double_s_match_can_be_undone_too(shelf: Shelf, library: Library) -> None:
    path = shelf.add("1.mp3", title="One", artist="A", album="X", genre="Jazz")
    before = _rated(library)
    shelf.add("1.flac", title="One", artist="A", album="X", genre="Rock")
    scanned(library)
    path.unlink()
    assert _same(library, before).genres == ("Rock",)
    library.undo_match(library.matches(Limits(1)).items[0].id)
    [copy] = all_tracks(library)
    assert (copy.id != before.id, copy.suffix, copy.genres) == (True, "flac", ("Rock",))


def test_a_release_whose_tracks_are_all_tagged_anew_stays_itself(shelf: Shelf, library: Library) -> None:
    for number in range(3):
        shelf.add(f"X/{number}.mp3", title=f"{number}", artist="A", album="Old", hz=300 + 50 * number)
    scanned(library)
    [release] = {track.release_id for track in all_tracks(library)}
    library.star([release], user=_ME)
    for number in range(3):
        shelf.change(f"X/{number}.mp3", album="New")
        scanned(library)
    [after] = {track.release_id for track in all_tracks(library)}
    assert after == release
    assert [each.title for each in library.starred(for_user=_ME).releases] == ["New"]


class _House:
    """Files that are known by their sound, whatever happens to them."""

    def __init__(self, folder: Path, count: int) -> None:
        self.shelf = Shelf(folder)
        self.paths = [f"{number}.mp3" for number in range(count)]
        for number, path in enumerate(self.paths):
            self.shelf.add(path, title=f"T{number}", hz=200 + 40 * number)
        self.library = self.shelf.open()
        scanned(self.library)
        self.ids = [self._id_at(path) for path in self.paths]

    def move(self, number: int, path: str) -> None:
        target = self.shelf.music / path
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            (self.shelf.music / self.paths[number]).rename(target)
            self.paths[number] = path

    def retag(self, number: int, title: str) -> None:
        self.shelf.change(self.paths[number], title=title, album=title, artist=title)

    def swap(self, one: int, other: int) -> None:
        here, there = (self.shelf.music / self.paths[number] for number in (one, other))
        aside = self.shelf.folder / "aside"
        os.rename(here, aside)  # noqa: PTH104 - as a person's file manager does
        if one != other:
            os.rename(there, here)  # noqa: PTH104
            os.rename(aside, there)  # noqa: PTH104
            self.paths[one], self.paths[other] = self.paths[other], self.paths[one]
        else:
            os.rename(aside, here)  # noqa: PTH104

    def check(self) -> None:
        scanned(self.library)
        assert [self._id_at(path) for path in self.paths] == self.ids

    def _id_at(self, path: str) -> str:
        [track] = [track for track in all_tracks(self.library) if track.path == path]
        return track.id


_NUMBERS = st.integers(0, 3)
_STEPS = st.one_of(
    st.tuples(st.just("move"), _NUMBERS, st.sampled_from(["a/x.mp3", "b/x.mp3", "a/y.mp3", "z.mp3"])),
    st.tuples(st.just("retag"), _NUMBERS, st.sampled_from(["New", "Other", "Same"])),
    st.tuples(st.just("swap"), _NUMBERS, _NUMBERS),
    st.tuples(st.just("check")),
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEPS, max_size=8))
def test_any_moves_and_retags_between_any_scans_keep_every_track(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = _House(Path(folder), 4)
        for name, *arguments in steps:
            getattr(house, str(name))(*arguments)
        house.check()
        house.library.close()
