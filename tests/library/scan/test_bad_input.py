"""Everything that has ever broken a scanner is indexed or listed with a reason, and nothing outside is read."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from library import Database, Library, NotFound, ReleaseOrder, ScanState, migrations
from library.scan import readers, service
from library.scan.outcomes import Outcome, ToRead
from library.scan.reader import read_file
from library.scan.readers import ChildReaders, Readers
from library.scan.walk import FileSeen
from tests.builders.audio import make_audio
from tests.builders.hostile import LONGEST, NFC, NFD, hostile_music
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned, titles

GOLDEN = Path(__file__).parents[2] / "data" / "bad_input.json"
_FILE_MS = 3_000  # a tenth of a second would do, were this machine not busy with other tests

# Read or given up after _FILE_MS, as fast as the machine is: told of in any case.
_BY_SPEED = {"swollen/bomb.mp3", "swollen/nuls.mp3", "swollen/values.mp3"}


@dataclass(frozen=True, slots=True)
class Scanned:
    music: Path
    library: Library
    listed: dict[str, str]  # path → title, or the reason why not
    answers: int  # given while it was scanned


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    folder = tmp_path_factory.mktemp("hostile")
    with hostile_music(folder) as music:
        database = Database(folder / "segue.db")
        database.migrate(migrations)
        library = Library(database, roots=[music], thumbnails=folder / "thumbnails", readers=2)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(service, "open_readers", _impatient)
            answers = _answers_while_scanning(library)
        yield Scanned(music, library, _listed(library, music), answers)
        library.close()


def _answers_while_scanning(library: Library) -> int:
    done = threading.Event()
    library.on_scan(lambda status: done.set() if status.state is not ScanState.SCANNING else None)
    library.start_scan()
    answers = 0
    while not done.wait(0.01):
        library.list_releases(ReleaseOrder.TITLE, MANY)
        answers += 1
    assert library.scan_status().state is ScanState.IDLE
    return answers


def _impatient(children: int) -> Readers:
    return ChildReaders(children, file_ms=_FILE_MS)


def _listed(library: Library, music: Path) -> dict[str, str]:
    tracks = {track.path: f"♪ {track.title[:40]}" for track in all_tracks(library)}
    problems = {
        problem.path.removeprefix(f"{music}/"): problem.reason for problem in library.problems(MANY).items
    }
    return {path: (tracks | problems)[path] for path in sorted(tracks | problems)}


@pytest.mark.slow
def test_the_catalogue_is_the_golden_one(outcome: Scanned) -> None:
    """To write it anew: SEGUE_UPDATE_GOLDEN=1."""
    listed = {path: told for path, told in outcome.listed.items() if path not in _BY_SPEED}
    if os.environ.get("SEGUE_UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert listed == json.loads(GOLDEN.read_text("utf-8"))


@pytest.mark.slow
def test_every_file_is_indexed_or_listed(outcome: Scanned) -> None:
    assert outcome.listed.keys() >= _BY_SPEED
    told = len(outcome.listed)
    silent = {"healthy/cover.png", "pictures/cover.png", "special/cover.jpg", "links/inside.mp3"}
    top = os.fsencode(outcome.music)
    entries = [
        path
        for folder, _, files in os.walk(top)
        for name in files
        if (path := os.fsdecode(folder + b"/" + name).removeprefix(f"{outcome.music}/")) not in silent
    ]
    linked_folders = 1  # links/outside; the loops `up`, `there` and `back` hold no music of their own
    loops = 2  # `there` and `back` count as files for os.walk, since they lead nowhere
    assert told == len(entries) - loops + linked_folders


@pytest.mark.slow
def test_nothing_outside_the_root_is_read(outcome: Scanned) -> None:
    assert "Secret" not in titles(outcome.library)
    with pytest.raises(OSError, match="No such device"):  # ENXIO: nobody has opened the trap for reading
        os.open(outcome.music.parent / "outside" / "trap.wav", os.O_WRONLY | os.O_NONBLOCK)
    assert not any("took longer" in reason for path, reason in outcome.listed.items() if "playlists" in path)


@pytest.mark.slow
def test_pixel_bombs_and_what_is_no_picture_are_no_covers(outcome: Scanned) -> None:
    bombs = [track for track in all_tracks(outcome.library) if track.path.startswith("pictures/")]
    for track in bombs:
        assert track.cover_id is not None
        with pytest.raises(NotFound):
            outcome.library.get_cover(track.cover_id, size_px=256)


@pytest.mark.slow
def test_the_same_name_in_two_normal_forms_is_two_files(outcome: Scanned) -> None:
    paths = {track.path for track in all_tracks(outcome.library)}
    assert {NFC, NFD, LONGEST} <= paths
    for track in all_tracks(outcome.library):
        assert outcome.library.get_media_file(track.id).path.is_file()


@pytest.mark.slow
def test_a_second_scan_reads_none_of_it_again(outcome: Scanned, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(service, "open_readers", lambda _: _Counting(asked))
    status = scanned(outcome.library)
    assert (asked, status.added, status.failed) == ([], 0, 0)
    assert _listed(outcome.library, outcome.music) == outcome.listed


class _Counting(readers.OwnReader):
    def __init__(self, asked: list[object]) -> None:
        super().__init__()
        self._seen = asked

    def ask(self, root: Path, work: object) -> None:
        self._seen.append(work)


@pytest.mark.slow
def test_reads_are_answered_while_it_is_scanned(outcome: Scanned) -> None:
    assert outcome.answers > 20


# -- what changes while it is read ------------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_read_is_read_by_the_next_scan(
    shelf: Shelf, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shelf.music / "arriving.mp3"
    path.write_bytes(b"half of it")
    read = readers.read_outcome

    def arriving(root: Path, work: ToRead) -> Outcome:
        path.write_bytes(b"half of it and some more")
        return read(root, work)

    with monkeypatch.context() as patched:
        patched.setattr(readers, "read_outcome", arriving)
        scanned(library)
    [problem] = library.problems(MANY).items
    assert problem.reason == "It changed while it was being read; the next scan reads it again."
    make_audio(path)
    assert scanned(library).changed == 1
    assert library.problems(MANY).items == ()


def test_what_became_a_link_or_a_pipe_since_the_walk_is_not_opened(tmp_path: Path) -> None:
    make_audio(tmp_path / "outside.mp3")
    (tmp_path / "link.mp3").symlink_to(tmp_path / "outside.mp3")
    os.mkfifo(tmp_path / "pipe.mp3")
    for name in ("link.mp3", "pipe.mp3", "gone.mp3"):
        result = read_file(tmp_path, FileSeen(name, 1, 1))
        assert getattr(result, "reason", "").startswith("It is not the file any more")
