from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from library import (
    FolderId,
    Library,
    Limits,
    NotFound,
    ReleaseOrder,
    ScanRunning,
    ScanState,
    ScanStatus,
    UserId,
)
from library.scan import readers, service
from library.scan.outcomes import Outcome
from tests.builders.shelf import MANY, Shelf, all_tracks, release_titles, scanned, titles

_ME = UserId(1)
_PATIENCE_S = 20


def _problems(library: Library) -> list[str]:
    return [problem.reason for problem in library.problems(MANY).items]


def test_a_scan_tells_what_it_did(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    shelf.add("a/2.flac", title="Two")
    (shelf.music / "a" / "3.mp3").write_text("no music")
    status = scanned(library)
    assert (status.state, status.seen, status.expected) == (ScanState.IDLE, 3, 3)
    assert (status.added, status.changed, status.removed, status.failed) == (2, 0, 0, 1)
    assert status.started_utc is not None
    assert status.ended_utc is not None
    assert status.started_utc <= status.ended_utc


def test_unchanged_files_are_not_read_again(
    shelf: Shelf, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("a/1.mp3", title="One")
    (shelf.music / "bad.mp3").write_text("no music")
    (shelf.music / "cover.jpg").write_text("no picture")
    scanned(library)
    monkeypatch.setattr(readers, "read_outcome", None)
    status = scanned(library)
    assert (status.seen, status.added, status.changed, status.failed) == (2, 0, 0, 0)
    assert titles(library) == ["One"]
    assert len(_problems(library)) == 1


def test_a_full_scan_reads_everything_again(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    scanned(library)
    before = all_tracks(library)
    assert scanned(library, full=True).changed == 1
    assert all_tracks(library) == before


def test_changed_tags_arrive_under_the_same_ids(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One", artist="A", album="Old")
    scanned(library)
    [before] = all_tracks(library)
    shelf.change("a/1.mp3", title="Uno", artist="B", album="New")
    assert scanned(library).changed == 1
    [after] = all_tracks(library)
    assert (after.id, after.title, after.artist, after.release_title) == (before.id, "Uno", "B", "New")
    assert release_titles(library) == ["New"]
    assert [artist.name for artist in library.list_artists().items] == ["B"]


def test_removed_files_disappear_and_their_marks_wait_for_them(shelf: Shelf, library: Library) -> None:
    path = shelf.add("a/1.mp3", title="One", artist="A", album="X")
    shelf.add("b/2.mp3", title="Two", artist="B", album="Y")
    scanned(library)
    track = all_tracks(library)[0]
    library.star([track.id, track.release_id], user=_ME)
    library.rate(track.id, 5, user=_ME)
    away = path.rename(shelf.folder / "away.mp3")
    assert scanned(library).removed == 1
    assert (titles(library), release_titles(library)) == (["Two"], ["Y"])
    assert [artist.name for artist in library.list_artists().items] == ["B"]
    assert library.starred(for_user=_ME).tracks == ()
    assert [folder.name for folder in library.get_folder(library.root_folders()[0].id).folders] == ["b"]
    away.rename(path)
    scanned(library)
    again = library.get_track(track.id, for_user=_ME)
    assert (again.title, again.marks.rating, again.marks.starred_utc is not None) == ("One", 5, True)
    assert [release.title for release in library.starred(for_user=_ME).releases] == ["X"]


def test_a_moved_file_keeps_its_id_and_marks(shelf: Shelf, library: Library) -> None:
    path = shelf.add("a/1.mp3", title="One", artist="A", album="X")
    shelf.add("b/2.mp3", title="Two")
    scanned(library)
    track = library.search("One", artists=MANY, releases=MANY, tracks=MANY).tracks[0]
    library.rate(track.id, 4, user=_ME)
    (shelf.music / "new").mkdir()
    path.rename(shelf.music / "new" / "renamed.mp3")
    status = scanned(library)
    assert (status.added, status.changed, status.removed) == (0, 1, 0)
    moved = library.get_track(track.id, for_user=_ME)
    assert (moved.path, moved.marks.rating, moved.release_id) == ("new/renamed.mp3", 4, track.release_id)
    assert library.get_media_file(track.id).path.is_file()


def test_a_broken_file_is_listed_and_when_it_is_whole_again_it_is_not(shelf: Shelf, library: Library) -> None:
    path = shelf.add("a/1.mp3", title="One")
    whole = path.read_bytes()
    scanned(library)
    [track] = all_tracks(library)
    path.write_text("no music any more")
    scanned(library)
    assert titles(library) == []
    assert _problems(library) == ["No audio was found in it: it is damaged, or not what its name says."]
    path.write_bytes(whole)
    scanned(library)
    assert [track.id for track in all_tracks(library)] == [track.id]
    assert _problems(library) == []


def test_a_removed_broken_file_is_no_problem_any_more(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One")
    path = shelf.music / "bad.mp3"
    path.write_text("no music")
    scanned(library)
    path.unlink()
    scanned(library)
    assert _problems(library) == []


def test_a_root_that_is_gone_removes_nothing(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    scanned(library)
    shelf.music.rename(shelf.folder / "elsewhere")
    assert scanned(library).removed == 0
    assert titles(library) == ["One"]
    assert _problems(library)[0].startswith("The music folder is not there.")
    (shelf.folder / "elsewhere").rename(shelf.music)
    scanned(library)
    assert (titles(library), _problems(library)) == (["One"], [])


def test_a_root_that_is_empty_removes_nothing(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    scanned(library)
    shutil.rmtree(shelf.music / "a")
    assert scanned(library).removed == 0
    assert titles(library) == ["One"]
    assert _problems(library)[0].startswith("The music folder is empty.")


def test_what_is_below_an_unreadable_folder_stays(
    shelf: Shelf, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("a/1.mp3", title="One")
    shelf.add("b/2.mp3", title="Two")
    scanned(library)
    scandir = os.scandir
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", lambda path: scandir("/nowhere" if str(path).endswith("/a") else path))
        assert scanned(library).removed == 0
    assert titles(library) == ["One", "Two"]


def test_a_root_that_is_no_longer_configured_is_hidden_until_it_is_again(shelf: Shelf) -> None:
    other = shelf.folder / "other"
    shelf.add("1.mp3", title="One")
    shelf.add("2.mp3", title="Two").rename((other.mkdir(), other / "2.mp3")[1])
    both = shelf.open(shelf.music, other)
    scanned(both)
    assert titles(both) == ["One", "Two"]
    two = all_tracks(both)[1]
    both.close()
    one = shelf.open(shelf.music)
    scanned(one)
    assert titles(one) == ["One"]
    one.close()
    again = shelf.open(other, shelf.music)
    scanned(again)
    assert titles(again) == ["One", "Two"]
    assert again.get_track(two.id) == two
    again.close()


def test_a_name_that_is_not_utf8_is_listed_and_found_on_disk(shelf: Shelf, library: Library) -> None:
    odd = shelf.music / os.fsdecode(b"caf\xe9")
    odd.mkdir()
    shelf.add("1.mp3", artist="A").rename(odd / os.fsdecode(b"\xff.mp3"))
    scanned(library)
    [track] = all_tracks(library)
    assert track.path == "caf\ufffd/\ufffd.mp3"
    assert library.get_media_file(track.id).path.is_file()
    assert scanned(library).added == 0


def test_untagged_files_are_named_after_their_file_and_folder(shelf: Shelf, library: Library) -> None:
    shelf.add("Some Album/03 - A Title.wav")
    shelf.add("Some Album/1-04. Another.wav")
    shelf.add("Some Album/99 Luftballons.wav")
    scanned(library)
    [release] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    tracks = library.get_release(release.id).tracks
    assert (release.title, release.artist) == ("Some Album", "Unknown Artist")
    assert [(track.disc, track.number, track.title) for track in tracks] == [
        (None, 3, "A Title"),
        (1, 4, "Another"),
        (None, 99, "Luftballons"),
    ]


def test_discs_in_folders_of_their_own_are_one_release(shelf: Shelf, library: Library) -> None:
    shelf.add("Box/CD 1/1.mp3", title="One", artist="A", album="Box", discnumber="1")
    shelf.add("Box/CD 2/1.mp3", title="Two", artist="B", album="Box", discnumber="2")
    scanned(library)
    [release] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert (release.artist, release.disc_count, release.track_count) == ("Various Artists", 2, 2)


def test_a_release_grows_when_a_track_is_added_later(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", title="One", artist="A", album="X")
    scanned(library)
    [before] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    shelf.add("X/2.mp3", title="Two", artist="B", album="X")
    scanned(library)
    [after] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert (before.artist, before.track_count) == ("A", 1)
    assert (after.artist, after.track_count) == ("Various Artists", 2)


def test_an_artist_is_spelled_as_most_files_spell_it(shelf: Shelf, library: Library) -> None:
    for number, name in enumerate(["the low tides", "The Low Tides", "The Low Tides"]):
        shelf.add(f"{number}.mp3", title=f"{number}", artist=name, album="X", albumartist=name)
    scanned(library)
    [artist] = library.list_artists().items
    assert (artist.name, artist.sort_name, artist.track_count) == ("The Low Tides", "Low Tides, The", 3)


def test_on_the_first_scan_a_file_was_added_when_it_was_modified(shelf: Shelf, library: Library) -> None:
    old = shelf.add("old/1.mp3", title="Old", album="Old")
    shelf.add("new/1.mp3", title="New", album="New")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    scanned(library)
    assert [r.title for r in library.list_releases(ReleaseOrder.NEWEST, MANY).items] == ["New", "Old"]
    older = shelf.add("older/1.mp3", title="Older", album="Just Bought")
    os.utime(older, (900_000_000, 900_000_000))
    scanned(library)
    assert library.list_releases(ReleaseOrder.NEWEST, Limits(1)).items[0].title == "Just Bought"


# -- threads ----------------------------------------------------------------------------------------------


class _Gate:
    """A listener that stops the scanning thread at its first word, and tells what it heard."""

    def __init__(self) -> None:
        self.heard: list[ScanStatus] = []
        self.arrived = threading.Event()
        self.open = threading.Event()
        self.done = threading.Event()

    def __call__(self, status: ScanStatus) -> None:
        self.heard.append(status)
        self.arrived.set()
        if status.state is ScanState.SCANNING:
            assert self.open.wait(_PATIENCE_S)
        else:
            self.done.set()


def test_a_scan_in_the_background_tells_its_listeners(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One")
    gate = _Gate()
    gate.open.set()
    library.on_scan(gate)
    library.start_scan()
    assert gate.done.wait(_PATIENCE_S)
    assert gate.heard[0].state is ScanState.SCANNING
    assert gate.heard[-1] == library.scan_status()
    assert library.scan_status().added == 1


def test_one_scan_at_a_time(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One")
    steps = library.scan()
    next(steps)
    with pytest.raises(ScanRunning):
        library.start_scan()
    with pytest.raises(ScanRunning):
        next(library.scan())
    assert library.scan_status().state is ScanState.SCANNING
    steps.close()  # type: ignore[attr-defined] # a generator
    assert library.scan_status().state is ScanState.IDLE
    assert scanned(library).added == 1


def test_a_failing_listener_does_not_stop_the_scan(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One")
    library.on_scan(lambda _: 1 / 0)
    assert scanned(library).added == 1


def test_closing_stops_a_scan_and_the_next_one_completes_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        shelf.add(f"{number}.mp3", title=f"{number}")
    library = shelf.open()
    reached = threading.Event()
    read = readers.read_outcome

    def slowly(root: Path, work: object) -> object:
        reached.set()
        library._scanner._stopping.wait(_PATIENCE_S)
        return read(root, work)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr(readers, "read_outcome", slowly)
    library.start_scan()
    assert reached.wait(_PATIENCE_S)
    library.close()
    assert library.scan_status().state is ScanState.IDLE
    assert library.scan_status().added == 1
    monkeypatch.setattr(readers, "read_outcome", read)
    again = shelf.open()
    assert scanned(again).added == 19
    assert len(titles(again)) == 20
    again.close()


def test_an_accident_is_told_and_the_next_scan_may_start(
    shelf: Shelf, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("1.mp3", title="One")
    with monkeypatch.context() as patched:
        patched.setattr(readers, "read_outcome", None)
        with pytest.raises(TypeError):
            scanned(library)
    assert (library.scan_status().state, library.scan_status().reason) == (
        ScanState.FAILED,
        "An accident; the log tells more.",
    )
    assert scanned(library).state is ScanState.IDLE


# -- parts of a library, and what vanished in part ---------------------------------------------------------


def _folder(library: Library, name: str) -> FolderId:
    folders = library.get_folder(library.root_folders()[0].id).folders
    return next(folder.id for folder in folders if folder.name == name)


def test_one_folder_is_scanned_and_no_other(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    shelf.add("b/1.mp3", title="Other")
    scanned(library)
    shelf.add("a/deep/2.mp3", title="Two", hz=550.0)  # sounds of their own: these did not move here
    shelf.add("b/2.mp3", title="Later", hz=660.0)
    (shelf.music / "b" / "1.mp3").unlink()
    *_, status = library.scan(folder_id=_folder(library, "a"))
    assert (status.added, status.removed, titles(library)) == (1, 0, ["One", "Other", "Two"])
    scanned(library)
    assert titles(library) == ["Later", "One", "Two"]


def test_one_folder_that_is_gone_is_found_to_be(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    shelf.add("b/1.mp3", title="Other")
    scanned(library)
    folder = _folder(library, "a")
    shutil.rmtree(shelf.music / "a")
    *_, status = library.scan(folder_id=folder)
    assert (status.removed, titles(library)) == (1, ["Other"])


def test_a_folder_that_became_a_link_is_not_scanned(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    shelf.add("b/1.mp3", title="Other")
    scanned(library)
    folder = _folder(library, "a")
    (shelf.music / "a").rename(shelf.folder / "outside")
    (shelf.music / "a").symlink_to(shelf.folder / "outside")
    (shelf.folder / "outside" / "2.mp3").write_bytes((shelf.folder / "outside" / "1.mp3").read_bytes())
    *_, status = library.scan(folder_id=folder)
    assert (status.added, status.removed) == (0, 0)


def test_an_unknown_folder_is_not_scanned(library: Library) -> None:
    for unknown in ("fo-99", "tr-1", "x"):
        with pytest.raises(NotFound):
            library.start_scan(folder_id=FolderId(unknown))
    assert library.scan_status().state is ScanState.IDLE


def _hoard(shelf: Shelf, files: int) -> None:
    for number in range(files):
        shelf.add(f"{number % 4}/{number}.mp3", title=f"Song {number:02}")


def test_half_of_the_music_is_not_believed_to_be_gone_until_a_second_scan_finds_the_same(
    shelf: Shelf, library: Library
) -> None:
    _hoard(shelf, 20)
    scanned(library)
    for folder in ("0", "1", "2"):
        shutil.rmtree(shelf.music / folder)
    assert scanned(library).removed == 0
    assert len(titles(library)) == 20
    assert _problems(library)[0].startswith("15 of its 20 files were not found")
    assert scanned(library).removed == 15
    assert (len(titles(library)), _problems(library)) == (5, [])


def test_half_of_the_music_that_comes_back_was_never_gone(shelf: Shelf, library: Library) -> None:
    _hoard(shelf, 20)
    scanned(library)
    for folder in ("0", "1", "2"):
        (shelf.music / folder).rename(shelf.folder / folder)
    scanned(library)
    for folder in ("0", "1", "2"):
        (shelf.folder / folder).rename(shelf.music / folder)
    status = scanned(library)
    assert (status.added, status.changed, status.removed, _problems(library)) == (0, 0, 0, [])
    for folder in ("0", "1", "2"):
        (shelf.music / folder).rename(shelf.folder / folder)
    assert scanned(library).removed == 0  # the first time again


def test_files_of_folders_that_are_left_are_held_back_too(shelf: Shelf, library: Library) -> None:
    _hoard(shelf, 20)
    scanned(library)
    for path in sorted(shelf.music.rglob("*.mp3"))[:15]:
        path.unlink()
    assert scanned(library).removed == 0
    assert scanned(library).removed == 15


def test_a_library_that_moves_as_a_whole_is_no_loss(shelf: Shelf, library: Library) -> None:
    _hoard(shelf, 20)
    scanned(library)
    before = {track.id for track in all_tracks(library)}
    (shelf.music / "All").mkdir()
    for folder in "0123":
        (shelf.music / folder).rename(shelf.music / "All" / folder)
    status = scanned(library)
    assert (status.added, status.changed, status.removed, _problems(library)) == (0, 20, 0, [])
    assert {track.id for track in all_tracks(library)} == before


def test_a_disk_inside_the_root_that_is_not_connected_removes_nothing(shelf: Shelf, library: Library) -> None:
    shelf.add("disk/a/1.mp3", title="One")
    shelf.add("b/2.mp3", title="Two")
    scanned(library)
    (shelf.music / "disk" / "a").rename(shelf.folder / "a")
    assert scanned(library).removed == 0
    assert titles(library) == ["One", "Two"]
    assert _problems(library)[0].startswith("The folder is empty, though")
    (shelf.music / "disk").rmdir()
    assert scanned(library).removed == 1
    assert (titles(library), _problems(library)) == (["Two"], [])


def test_two_copies_of_what_moved_are_both_listed(shelf: Shelf, library: Library) -> None:
    path = shelf.add("a/1.mp3", title="One")
    scanned(library)
    [track] = all_tracks(library)
    for name in ("b.mp3", "c.mp3"):
        shutil.copy2(path, shelf.music / name)
    path.unlink()
    scanned(library)
    assert [track.path for track in all_tracks(library)] == ["b.mp3", "c.mp3"]
    assert library.get_track(track.id).path in ("b.mp3", "c.mp3")


def test_a_cancelled_scan_keeps_what_it_read_and_the_next_reads_the_rest(
    shelf: Shelf, library: Library
) -> None:
    _hoard(shelf, 20)
    steps = library.scan()
    for status in steps:
        if status.added == 5:
            library.cancel_scan()
    assert library.scan_status().state is ScanState.IDLE
    assert 5 <= len(titles(library)) < 20
    assert scanned(library).seen == 20
    assert len(titles(library)) == 20


def test_a_scan_with_children_finds_what_one_without_finds(shelf: Shelf) -> None:
    _hoard(shelf, 20)
    (shelf.music / "0" / "bad.mp3").write_text("no music")
    found = []
    for readers_ in (0, 2):
        for file in shelf.folder.glob("segue.db*"):
            file.unlink()
        library = shelf.open(readers=readers_)
        scanned(library)
        found.append([(t.path, t.title, t.artist, t.duration_ms) for t in all_tracks(library)])
        library.close()
    assert found[0] == found[1]


def test_closing_ends_a_scan_with_children_in_two_seconds(shelf: Shelf) -> None:
    _hoard(shelf, 60)
    library = shelf.open(readers=2)
    began = threading.Event()
    library.on_scan(lambda _: began.set())
    library.start_scan()
    assert began.wait(_PATIENCE_S)
    at = time.monotonic()
    library.close()
    assert time.monotonic() - at < 2.5
    assert not any(thread.name == "library-scan" for thread in threading.enumerate())


def test_what_the_catalogue_changes_by_itself_is_compared_again(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One")
    scanned(library)
    scanned(library)
    with library._database.writing() as tables:
        tables.execute("UPDATE tracks SET is_present = 0")
    assert scanned(library).added == 1
    assert titles(library) == ["One"]


def test_a_scan_of_what_did_not_change_writes_nothing(shelf: Shelf, library: Library) -> None:
    _hoard(shelf, 8)
    (shelf.music / "0" / "bad.mp3").write_text("no music")
    (shelf.music / "1" / "cover.jpg").write_text("no picture")
    scanned(library)
    scanned(library)
    before = library._database._writer.total_changes
    scanned(library)
    assert library._database._writer.total_changes == before


class _StuckDisk(readers.OwnReader):
    """Answers three times, then never again."""

    def __init__(self) -> None:
        super().__init__()
        self._left = 3

    @property
    def is_stuck(self) -> bool:
        return not self._left

    def finished(self, timeout_s: float) -> list[Outcome]:
        self._left -= 1
        return super().finished(timeout_s)


def test_a_disk_that_stops_answering_ends_the_scan_and_the_next_reads_the_rest(
    shelf: Shelf, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hoard(shelf, 20)
    with monkeypatch.context() as patched:
        patched.setattr(service, "open_readers", lambda _: _StuckDisk())
        status = scanned(library)
    assert (status.state, status.added, status.failed) == (ScanState.IDLE, 3, 0)
    assert [reason.split(".")[0] for reason in _problems(library)] == ["Its disk does not answer any more"]
    assert scanned(library).added == 17
    assert _problems(library) == []
