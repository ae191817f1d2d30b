"""A folder of music that a test fills, changes and scans."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from library import Database, Library, Limits, ReleaseOrder, ScanStatus, Separators, Track, migrations
from tests.builders.audio import make_audio
from tests.builders.tags import tag

MANY = Limits(10_000)


class Shelf:
    """`music` is the root; `open` gives a library of it, as often as wanted, on one database file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.music = folder / "music"
        self.music.mkdir(parents=True)

    def add(
        self, path: str, *, picture: bytes | None = None, hz: float = 440.0, **fields: str | Sequence[str]
    ) -> Path:
        """A tenth of a second of audio in the format that `path` ends with; fields: tests.builders.tags.

        Files of one `hz` and format hold the same sound.
        """
        target = self.music / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_tone("".join(target.suffixes[-2:]) if ".alac." in path else target.suffix, hz))
        if fields or picture:
            tag(target, picture, **fields)
        return target

    def change(self, path: str, **fields: str | Sequence[str]) -> None:
        """Tags anew, and makes sure that the file's time tells so."""
        target = self.music / path
        before = target.stat().st_mtime_ns
        tag(target, **fields)
        os.utime(target, ns=(before + 1_000_000, before + 1_000_000))

    def open(
        self, *roots: Path, seed: int = 1, readers: int = 0, separators: Separators | None = None
    ) -> Library:
        database = Database(self.folder / "segue.db")
        database.migrate(migrations)
        return Library(
            database,
            roots=roots or [self.music],
            thumbnails=self.folder / "thumbnails",
            choice=random.Random(seed),
            readers=readers,
            separators=separators,
        )


def scanned(library: Library, *, full: bool = False) -> ScanStatus:
    """Scans to the end and answers the last status."""
    *_, last = library.scan(full=full)
    return last


def all_tracks(library: Library) -> tuple[Track, ...]:
    return library.list_tracks(MANY).items


def titles(library: Library) -> list[str]:
    return [track.title for track in all_tracks(library)]


def release_titles(library: Library) -> list[str]:
    return [release.title for release in library.list_releases(ReleaseOrder.TITLE, MANY).items]


@cache
def _tone(suffix: str, hz: float) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make_audio(Path(folder) / f"tone{suffix}", seconds=0.1, hz=hz).read_bytes()
