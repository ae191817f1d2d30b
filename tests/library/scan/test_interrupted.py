"""A scan that is killed leaves a consistent catalogue, and the next ends where an undisturbed one would."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.shelf import Shelf, scanned
from tests.builders.visible import assert_consistent, fill, visible

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
_KILLS = 5


@pytest.mark.slow
def test_a_scan_killed_at_any_moment_is_completed_by_the_next(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "killed")
    fill(shelf)
    undisturbed = Shelf(tmp_path / "undisturbed").open(shelf.music)
    scanned(undisturbed)
    expected = visible(undisturbed)
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
        assert_consistent(library)
        library.close()
    library = shelf.open()
    scanned(library)
    library._database.check()
    assert visible(library) == expected
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
