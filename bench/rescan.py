"""A scan in which nothing changed, against a bare walk that only looks at the same files."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.numbers import told
from library import Database, Library, ensure_demo_library, migrations

FILES = 5_000
ROUNDS = 5


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as folder:
        music = Path(folder) / "music"
        copies(Path(folder) / "demo", music)
        database = Database(Path(folder) / "segue.db")
        database.migrate(migrations)
        library = Library(database, roots=[music], thumbnails=Path(folder) / "thumbnails")
        first_s = timed(lambda: list(library.scan()))
        print(f"first scan of {FILES} files      {FILES / first_s:.0f} files/s")
        walks, scans = [], []
        for _ in range(ROUNDS):
            walks.append(1000 * timed(lambda: bare_walk(music)))
            scans.append(1000 * timed(lambda: list(library.scan())))
        print(f"bare scandir + stat          {told(walks)}")
        print(f"nothing changed              {told(scans)}   ratio {min(scans) / min(walks):.2f}")
        library.close()


def copies(demo: Path, music: Path) -> None:
    """Links to the demo's files under many names: the scanner reads each as a file of its own."""
    ensure_demo_library(demo)
    originals = sorted(p for p in demo.rglob("*") if p.suffix in {".flac", ".mp3", ".opus", ".m4a"})
    for number in range(FILES):
        original = originals[number % len(originals)]
        folder = music / f"{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            os.link(original, folder / f"{number}{original.suffix}")
        except OSError:
            shutil.copyfile(original, folder / f"{number}{original.suffix}")


def bare_walk(folder: Path) -> int:
    seen = 0
    for entry in os.scandir(folder):
        seen += bare_walk(Path(entry.path)) if entry.is_dir() else entry.stat().st_mtime_ns > 0
    return seen


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
