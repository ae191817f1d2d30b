"""A folder of M3U files and a person's playlists: what is changed here appears there, and nothing is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from library import Library, Limits, Playlist, TrackId, UserId
from library.clock import wall_ms
from library.playlists import Pairs, PlaylistSync
from library.playlists.sync import _FEW
from tests.builders.cue import cued
from tests.builders.shelf import Shelf, all_tracks, scanned

ME, OTHER = UserId(1), UserId(2)
_ALL = Limits(1_000)


class House:
    """A library of six tracks, and a folder that is kept in step with one person's playlists."""

    def __init__(self, shelf: Shelf, library: Library, *, inside: bool = False) -> None:
        self.shelf = shelf
        self.library = library
        self.folder = (shelf.music if inside else shelf.folder) / "Lists"
        self.folder.mkdir()
        for number in range(1, 7):
            shelf.add(
                f"A/{number}.mp3",
                title=f"T{number}",
                artist="Ann",
                album="X",
                tracknumber=str(number),
                hz=200 + number,
            )
        scanned(library)
        self.sync = PlaylistSync(
            self.folder, Pairs(library._database, wall_ms), library._visible.reader, is_public=True
        )

    def keep(self) -> None:
        self.sync.run(ME)

    def write(self, name: str, *lines: str, newer: bool = True) -> Path:
        """At a time of its own, later or earlier than anything else."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines))
        self._tick = getattr(self, "_tick", 0) + 1_000_000
        at_ns = time.time_ns() + self._tick + (3_600 * 10**9 if newer else -(3_600 * 10**9))
        os.utime(path, ns=(at_ns, at_ns))
        return path

    def ids(self, *numbers: int) -> list[TrackId]:
        known = {track.title: track.id for track in all_tracks(self.library)}
        return [known[f"T{number}"] for number in numbers]

    def lists(self) -> dict[str, Playlist]:
        return {one.name: one for one in self.library.playlists.list(ME)}

    def held(self) -> dict[str, str]:
        """The numbers of the tracks of each list."""
        return {
            name: "".join(
                entry.track.title[1:] for entry in self.library.playlists.entries(one.id, _ALL, ME).items
            )
            for name, one in self.lists().items()
        }

    def files(self) -> dict[str, list[str]]:
        """The paths in each file."""
        return {
            str(path.relative_to(self.folder)): [
                line for line in path.read_text().splitlines() if not line.startswith("#")
            ]
            for path in self.folder.rglob("*.m3u*")
            if path.is_file() and not path.is_symlink()
        }

    def states(self) -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in self.folder.rglob("*") if path.is_file()}

    def replace(self, name: str, *numbers: int) -> None:
        self.library.playlists.replace(self.lists()[name].id, self.ids(*numbers), ME)


@pytest.fixture
def house(shelf: Shelf, library: Library) -> House:
    return House(shelf, library)


def settled(house: House) -> None:
    """Another two rounds change nothing."""
    before = house.held(), house.files(), house.states(), house.lists()
    for _ in range(2):
        house.keep()
        assert (house.held(), house.files(), house.states(), house.lists()) == before


def test_files_appear_as_playlists_that_others_see(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3", "/old/place/A/3.mp3", "../music/A/2.mp3")
    house.write("deep/er/Other.m3u", "#PLAYLIST:Called so", "#EXTINF:1,Ann - T5", "nowhere.mp3")
    house.keep()
    assert house.held() == {"Mine": "132", "Called so": "5"}
    assert {one.name for one in house.library.playlists.list(OTHER)} == {"Mine", "Called so"}
    settled(house)


def test_playlists_appear_as_files(house: House) -> None:
    house.library.playlists.create(ME, "For: the/road?", tracks=house.ids(2, 1, 2))
    house.library.playlists.create(ME, "Empty")
    house.library.playlists.create(OTHER, "Theirs", is_public=True, tracks=house.ids(1))
    house.keep()
    music = str(house.shelf.music)
    assert house.files() == {
        "For the road.m3u8": [f"{music}/A/2.mp3", f"{music}/A/1.mp3", f"{music}/A/2.mp3"],
        "Empty.m3u8": [],
    }
    text = (house.folder / "For the road.m3u8").read_text()
    assert text.startswith("#EXTM3U\n#PLAYLIST:For: the/road?\n#EXTINF:0,Ann - T2\n")
    settled(house)


def test_among_the_music_paths_are_relative(shelf: Shelf, library: Library) -> None:
    house = House(shelf, library, inside=True)
    library.playlists.create(ME, "Mine", tracks=house.ids(4))
    house.keep()
    assert house.files() == {"Mine.m3u8": ["../A/4.mp3"]}
    settled(house)


def test_an_edit_of_either_side_appears_on_the_other(house: House) -> None:
    house.write("Mine.m3u8", "# a remark", "A/1.mp3", "away/gone.mp3", "A/2.mp3")
    house.keep()
    house.replace("Mine", 2, 3)
    house.keep()
    text = (house.folder / "Mine.m3u8").read_text()
    assert text.startswith("# a remark\nA/2.mp3\n")
    assert house.files()["Mine.m3u8"] == ["A/2.mp3", f"{house.shelf.music}/A/3.mp3", "away/gone.mp3"]
    settled(house)
    house.write("Mine.m3u8", "A/6.mp3", "A/2.mp3")
    house.keep()
    assert house.held() == {"Mine": "62"}
    settled(house)


def test_a_new_name_goes_both_ways(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.keep()
    mine = house.lists()["Mine"]
    house.library.playlists.change(mine.id, ME, name="Ours")
    house.keep()
    assert "#PLAYLIST:Ours" in (house.folder / "Mine.m3u8").read_text()
    settled(house)
    house.write("Mine.m3u8", "#PLAYLIST:Yours", "A/1.mp3")
    house.keep()
    assert [(one.id, one.name) for one in house.lists().values()] == [(mine.id, "Yours")]
    settled(house)


def test_a_renamed_file_is_the_same_playlist(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.write("Stays.m3u8", "A/2.mp3")
    house.keep()
    mine = house.lists()["Mine"]
    (house.folder / "sub").mkdir()
    (house.folder / "Mine.m3u8").rename(house.folder / "sub" / "New.m3u8")
    house.keep()
    assert house.lists()["New"].id == mine.id
    settled(house)
    house.replace("New", 5)
    (house.folder / "sub" / "New.m3u8").rename(house.folder / "Third.m3u8")
    house.keep()
    assert house.held()["New"] == "5"
    assert house.files()["Third.m3u8"] == [f"{house.shelf.music}/A/5.mp3"]
    settled(house)


@pytest.mark.parametrize("newer", [True, False])
def test_of_two_edits_the_newer_one_wins_and_the_other_is_kept(house: House, newer: bool) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.keep()
    house.replace("Mine", 2)
    house.write("Mine.m3u8", "A/3.mp3", newer=newer)
    house.keep()
    house.keep()
    won, lost = ("3", "2") if newer else ("2", "3")
    assert house.held() == {"Mine": won, "Mine (conflict)": lost}
    assert set(house.files()) == {"Mine.m3u8", "Mine (conflict).m3u8"}
    settled(house)


def test_what_is_deleted_on_one_side_is_deleted_on_the_other(house: House) -> None:
    for name in ("One", "Two", "Three"):
        house.write(f"{name}.m3u8", "A/1.mp3")
    house.keep()
    (house.folder / "One.m3u8").unlink()
    house.library.playlists.delete(house.lists()["Two"].id, ME)
    house.keep()
    assert (set(house.held()), set(house.files())) == ({"Three"}, {"Three.m3u8"})
    settled(house)


def test_an_edit_is_worth_more_than_a_removal(house: House) -> None:
    for name in ("One", "Two", "Three"):
        house.write(f"{name}.m3u8", "A/1.mp3")
    house.keep()
    house.replace("One", 2)
    (house.folder / "One.m3u8").unlink()
    house.library.playlists.delete(house.lists()["Two"].id, ME)
    house.write("Two.m3u8", "A/3.mp3")
    house.keep()
    assert house.held() == {"One": "2", "Two": "3", "Three": "1"}
    assert set(house.files()) == {"One.m3u8", "Two.m3u8", "Three.m3u8"}
    settled(house)


def _empties(house: House) -> None:
    for path in house.folder.glob("*"):
        path.unlink()


def _goes(house: House) -> None:
    _empties(house)
    house.folder.rmdir()


def _is_another(house: House) -> None:
    _empties(house)
    house.write("Foreign.m3u8", "A/6.mp3")


@pytest.mark.parametrize("accident", [_empties, _goes, _is_another])
def test_a_folder_that_is_away_deletes_and_writes_nothing(
    house: House, accident: Callable[[House], None]
) -> None:
    names = [f"L{number}" for number in range(_FEW + 2)]
    for name in names:
        house.write(f"{name}.m3u8", "A/1.mp3")
    house.keep()
    house.replace("L1", 2)
    house.library.playlists.create(ME, "New", tracks=house.ids(3))
    accident(house)
    before = set(house.files())
    house.keep()
    assert set(names) <= set(house.held())
    assert house.held()["L1"] == "2"
    assert set(house.files()) - before <= {"New.m3u8"}  # only into a folder that is there


def test_music_that_is_away_stays_in_file_and_list(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3", "A/2.mp3", "A/3.mp3")
    house.keep()
    away = house.shelf.folder / "2.mp3"
    (house.shelf.music / "A" / "2.mp3").rename(away)
    scanned(house.library)
    assert house.held() == {"Mine": "13"}
    house.write("Mine.m3u8", "A/3.mp3", "A/2.mp3", "A/1.mp3")
    house.keep()
    assert house.held() == {"Mine": "31"}
    house.replace("Mine", 3, 4, 1)
    house.keep()
    assert [Path(path).name for path in house.files()["Mine.m3u8"]] == ["3.mp3", "2.mp3", "4.mp3", "1.mp3"]
    away.rename(house.shelf.music / "A" / "2.mp3")
    scanned(house.library)
    house.keep()
    assert house.held() == {"Mine": "3241"}
    settled(house)


def test_lines_are_looked_up_again_when_music_comes_but_not_during_a_scan(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3", "B/new.mp3")
    house.keep()
    house.shelf.add("B/new.mp3", title="T7", artist="Ann", album="Y", hz=300)
    scanned(house.library)
    house.sync.run(ME, is_settled=False)
    assert house.held() == {"Mine": "1"}
    house.keep()
    assert house.held() == {"Mine": "17"}
    settled(house)


def test_a_list_of_that_name_that_is_here_already_is_that_list(house: House) -> None:
    house.library.playlists.create(ME, "mine", tracks=house.ids(1, 2))
    house.library.playlists.create(ME, "Differs", tracks=house.ids(3))
    house.write("Mine.m3u8", "A/1.mp3", "A/2.mp3")
    house.write("Differs.m3u8", "A/4.mp3")
    house.keep()
    house.keep()
    assert house.held() == {"mine": "12", "Differs": "4", "Differs (conflict)": "3"}
    assert set(house.files()) == {"Mine.m3u8", "Differs.m3u8", "Differs (conflict).m3u8"}
    settled(house)


def test_another_owner_or_folder_deletes_nothing(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.write("Two.m3u8", "A/2.mp3")
    house.keep()
    files = house.files()
    house.sync.run(OTHER)
    assert house.files() == files
    assert house.held() == {"Mine": "1", "Two": "2"}
    other = house.shelf.folder / "elsewhere"
    other.mkdir()
    (other / "Foreign.m3u8").write_text("A/5.mp3\n")
    pairs = Pairs(house.library._database, wall_ms)
    PlaylistSync(other, pairs, house.library._visible.reader, is_public=True).run(ME)
    assert house.held()["Mine"] == "1"
    assert house.held()["Foreign"] == "5"


def test_what_is_no_plain_file_is_left_alone(house: House) -> None:
    os.mkfifo(house.folder / "pipe.m3u8")
    (house.folder / "link.m3u8").symlink_to("/etc/passwd")
    (house.folder / ".hidden.m3u8").write_text("A/1.mp3\n")
    (house.folder / "folder.m3u8").mkdir()
    house.write("Mine.m3u8", "A/1.mp3")
    house.keep()
    assert house.held() == {"Mine": "1"}
    settled(house)


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.keep()
    house.replace("Mine", 2)

    def full(*_: object, **__: object) -> Iterator[None]:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("library.playlists.folder.tempfile.mkstemp", full)
        house.keep()
    assert "cannot be kept in step" in caplog.text
    assert house.files() == {"Mine.m3u8": ["A/1.mp3"]}
    house.keep()
    assert house.files() == {"Mine.m3u8": [f"{house.shelf.music}/A/2.mp3"]}


def test_pieces_of_a_file_are_found_by_their_names(shelf: Shelf, library: Library) -> None:
    house = House(shelf, library)
    cued(shelf, "cue/Album.flac", "T8", "T9")
    scanned(library)
    library.playlists.create(ME, "Mine", tracks=house.ids(9, 1))
    house.keep()
    assert [Path(path).name for path in house.files()["Mine.m3u8"]] == ["Album.flac", "1.mp3"]
    settled(house)
    path = house.folder / "Mine.m3u8"
    house.write("Mine.m3u8", *path.read_text().splitlines(), "A/3.mp3")
    house.keep()
    assert house.held() == {"Mine": "913"}


def test_the_house_keeps_it_in_step_by_itself(house: House) -> None:
    house.write("Mine.m3u8", "A/1.mp3")
    house.library.keep_playlists(house.folder, owner=lambda: ME, is_public=False)
    deadline = time.monotonic() + 20
    while house.held() != {"Mine": "1"}:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert house.library.playlists.list(OTHER) == []
