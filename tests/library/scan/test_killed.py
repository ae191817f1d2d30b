"""The server is killed while it scans and while people rate, play and fill playlists: what they were told is done is
there, and the next scan ends where an undisturbed one would.

SEGUE_KILLS sets at how many moments; SEGUE_KILLS_SEED which ones.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from library import Database, Library, migrations
from tests.builders.shelf import Shelf, scanned
from tests.builders.visible import assert_consistent, fill, visible

_KILLS = int(os.environ.get("SEGUE_KILLS", "4"))
_SEED = int(os.environ.get("SEGUE_KILLS_SEED", "11"))
_LONGEST_S = {0: 0.7, 2: 2.0}  # after the beginning: children need a moment to start
_HOUSE = """
import random, sys, threading
from pathlib import Path
from library import Database, Library, NotFound, UserId, migrations
from library.scan import service

path, music, readers, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
service._BATCH_FILES = 7
database = Database(path)
database.migrate(migrations)
library = Library(database, roots=[music], thumbnails=path.parent / "t", readers=readers)
user, choice = UserId(1), random.Random(seed)
lists = [each.id for each in library.playlists.list(user)] or [library.playlists.create(user, "Mine").id]

def edit():
    track = choice.choice(library.random_tracks(50)).id
    kind, value = choice.choice(("rate", "star", "play", "add")), choice.randint(1, 5)
    print("try", kind, track, value, flush=True)
    try:
        match kind:
            case "rate": library.rate(track, value, user=user)
            case "star": library.star([track], user=user)
            case "play": library.played([(track, None)], user=user)
            case "add": library.playlists.add(lists[0], [track], user)
    except NotFound:
        print("refused", flush=True)
    else:
        print("done", flush=True)

def people():
    while True:
        if library.random_tracks(1):
            edit()

print("begun", flush=True)
threading.Thread(target=people, daemon=True).start()
while True:
    for status in library.scan():
        pass
    for status in library.scan(full=True):
        pass
"""


@dataclass
class Made:
    """What people were told is done. `tried` is under way: it may be done or not, but nothing in between."""

    ratings: dict[str, int] = field(default_factory=dict)
    stars: set[str] = field(default_factory=set)
    plays: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    entries: list[str] = field(default_factory=list)
    tried: tuple[str, str, int] | None = None

    def hear(self, line: str) -> None:
        match line.split():
            case ["try", kind, track, value]:
                self.tried = (kind, track, int(value))
            case ["refused"]:
                self.tried = None
            case ["done"] if self.tried is not None:
                self.do(*self.tried)
                self.tried = None

    def do(self, kind: str, track: str, value: int) -> None:
        match kind:
            case "rate":
                self.ratings[track] = value
            case "star":
                self.stars.add(track)
            case "play":
                self.plays[track] += 1
            case "add":
                self.entries.append(track)

    @property
    def state(self) -> object:
        return self.ratings, self.stars, dict(self.plays), self.entries


def _kept(database: Database) -> object:
    db = database.reading()
    marks = db.execute("SELECT item_id, rating, starred_ms, plays FROM marks WHERE kind = 'tr'").fetchall()
    entries = db.execute("SELECT track_id FROM playlist_entries ORDER BY playlist_id, position").fetchall()
    return (
        {f"tr-{number}": rating for number, rating, _, _ in marks if rating is not None},
        {f"tr-{number}" for number, _, starred_ms, _ in marks if starred_ms is not None},
        {f"tr-{number}": plays for number, _, _, plays in marks if plays},
        [f"tr-{number}" for (number,) in entries],
    )


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_a_house_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    sys.stdout.write(f"SEGUE_KILLS={_KILLS} SEGUE_KILLS_SEED={_SEED}\n")
    shelf, made, choice = Shelf(tmp_path / "killed"), Made(), random.Random(_SEED)
    fill(shelf)
    for kill in range(_KILLS):
        moment_s, readers = choice.uniform(0, 1), choice.choice((0, 0, 2))
        sys.stdout.write(f"kill {kill}: after {moment_s * _LONGEST_S[readers]:.3f} s, {readers} readers\n")
        _kill(shelf, made, moment_s * _LONGEST_S[readers], readers, seed=_SEED + kill)
        library = shelf.open()
        library._database.check()
        _assert_kept(library, made)
        if choice.random() < 0.5:  # else the next one is killed in what this one left
            scanned(library)
            assert visible(library) == _undisturbed(shelf)
            assert_consistent(library)
            _assert_kept(library, made)
        library.close()
        _rearrange(shelf, choice)
    assert made.ratings
    assert made.entries


def _kill(shelf: Shelf, made: Made, after_s: float, readers: int, *, seed: int) -> None:
    paths = [str(shelf.folder / "segue.db"), str(shelf.music)]
    command = [sys.executable, "-c", _HOUSE, *paths, str(readers), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        end = threading.Timer(after_s, process.kill)
        end.start()
        for line in process.stdout:
            made.hear(line)
        end.join(10)
        assert process.wait(20) == -signal.SIGKILL


def _assert_kept(library: Library, made: Made) -> None:
    kept = _kept(library._database)
    if kept != made.state and made.tried is not None:
        made.do(*made.tried)
    made.tried = None
    assert kept == made.state


def _undisturbed(shelf: Shelf) -> object:
    folder = shelf.folder.parent / "undisturbed"
    database = Database(folder / "segue.db")
    database.migrate(migrations)
    library = Library(database, roots=[shelf.music], thumbnails=folder / "t")
    scanned(library)
    found = visible(library)
    library.close()
    shutil.rmtree(folder)
    return found


def _rearrange(shelf: Shelf, choice: random.Random) -> None:
    """As people do between scans: a few files are tagged, moved, removed and added."""
    files = sorted(path for path in shelf.music.rglob("*.mp3") if path.name != "bad.mp3")
    tagged, moved, removed, *_ = choice.sample(files, 3)
    shelf.change(str(tagged.relative_to(shelf.music)), title=f"Song {choice.randrange(99)}")
    moved.rename(choice.choice(files).parent / f"moved {choice.randrange(10**9)}.mp3")
    removed.unlink()
    name = f"{choice.randrange(3)}/{choice.randrange(12)}/new {choice.randrange(10**9)}.mp3"
    shelf.add(
        name,
        title=f"New Song {choice.randrange(9)}",
        artist="Artist 1",
        album=f"Release {choice.randrange(9)}",
    )
