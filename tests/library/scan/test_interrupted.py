"""A scan that is killed leaves a consistent catalogue, and the next ends where an undisturbed one would."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library import Library, Marks, ReleaseOrder
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png

_SCAN = """
import sys
from pathlib import Path
from library import Database, Library, migrations
from library.scan import service

service._BATCH_FILES = 7
database = Database(Path(sys.argv[1]))
database.migrate(migrations)
library = Library(
    database, roots=[Path(sys.argv[2])], thumbnails=Path(sys.argv[1]).parent / "t", readers=int(sys.argv[3])
)
print("begun", flush=True)
for status in library.scan():
    print(status.seen, flush=True)
"""
_KILLS = 8
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def _fill(shelf: Shelf) -> None:
    for release in range(12):
        for number in range(10):
            shelf.add(
                f"{release % 3}/{release}/{number}.mp3",
                picture=png(8 + release) if number % 4 == 0 else None,
                title=f"Song {number}",
                artist=[f"Artist {(release + number) % 5}", f"artist {release % 4}"],
                album=f"Release {release % 9}",
                genre=f"Genre {release % 2}",
                date=str(1990 + release),
                **({"albumartist": f"Band {release % 4}"} if release % 2 else {}),
            )
        (shelf.music / f"{release % 3}/{release}/bad.mp3").write_text("no music")


def _catalogue(library: Library) -> object:
    """All that a person can see of it, but for the ids and times of discovery."""
    tracks = sorted(
        (track.path, track.title, track.artist, track.release_title, track.disc, track.number, track.genres,
         [c.name for c in track.artists], [c.name for c in track.album_artists], track.cover_id is None)
        for track in all_tracks(library)
    )  # fmt: skip
    releases = sorted(
        (
            r.title,
            r.artist,
            r.year,
            r.genres,
            r.track_count,
            r.duration_ms,
            r.is_compilation,
            r.cover_id is None,
        )
        for r in library.list_releases(ReleaseOrder.TITLE, MANY).items
    )
    artists = [
        (replace(artist, id="", cover_id=None, marks=Marks()))  # type: ignore[arg-type] # only compared
        for artist in library.list_artists().items
    ]
    words = library.search("song genre release band artist", artists=MANY, releases=MANY, tracks=MANY)
    problems = [replace(problem, seen_utc=_NEVER) for problem in library.problems(MANY).items]
    folders = library.get_folder(library.root_folders()[0].id).folders
    genres = library.list_genres()
    return (
        tracks,
        releases,
        artists,
        len(words.tracks),
        problems,
        [f.name for f in folders],
        genres,
        library.counts(),
    )


@pytest.mark.slow
def test_a_scan_killed_at_any_moment_is_completed_by_the_next(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "killed")
    _fill(shelf)
    undisturbed = Shelf(tmp_path / "undisturbed").open(shelf.music)
    scanned(undisturbed)
    expected = _catalogue(undisturbed)
    undisturbed.close()
    moments = random.Random(7)
    was_cut = 0
    for kill in range(_KILLS):
        for file in tmp_path.glob("killed/segue.db*"):
            if kill % 2 == 0:  # every other time the interrupted database is interrupted again
                file.unlink()
        was_cut += _scan_and_kill(shelf, after_files=moments.randrange(120), readers=kill // 2 % 2 * 2)
        library = shelf.open()
        library._database.check()
        _assert_consistent(library)
        library.close()
    library = shelf.open()
    scanned(library)
    library._database.check()
    assert _catalogue(library) == expected
    library.close()
    assert was_cut >= _KILLS // 2


def _scan_and_kill(shelf: Shelf, *, after_files: int, readers: int) -> bool:
    """Whether the scan was still running."""
    command = [sys.executable, "-c", _SCAN, str(shelf.folder / "segue.db"), str(shelf.music), str(readers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() != "begun" and int(line) >= after_files:
                break
        is_running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        return is_running


def _assert_consistent(library: Library) -> None:
    """What is listed can be opened, and the counts agree with it."""
    tracks = all_tracks(library)
    releases = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert sum(release.track_count for release in releases) == len(tracks) == library.counts().tracks
    for release in releases:
        assert len(library.get_release(release.id).tracks) == release.track_count
    assert len(library.search("song", artists=MANY, releases=MANY, tracks=MANY).tracks) == len(tracks)
    for track in tracks:
        assert library.get_media_file(track.id).path.is_file()
