"""Which playlist is which file, and how both were when they agreed last."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from library.database import Database, Reader
from library.model import UserId
from library.paths import file_of, from_column, to_column
from library.playlists.folder import ListFile
from library.playlists.match import find_line
from library.playlists.model import Line

_CURRENT = """coalesce((SELECT continued_by FROM tracks o
    WHERE o.id = e.track_id AND o.is_present = 0), e.track_id)"""


@dataclass(frozen=True, slots=True)
class Pair:
    playlist: int
    file: ListFile
    changed_ms: int  # the list's
    has_unfound: bool  # lines that were of no track that is here
    revision: int  # the catalogue's


@dataclass(frozen=True, slots=True)
class OwnList:
    number: int
    name: str
    changed_ms: int


@dataclass(frozen=True, slots=True)
class Held:
    """A track of a list, also one that is away."""

    track: int
    path: Path
    root: Path
    artist: str
    title: str
    duration_ms: int


class Pairs:
    """For the one thread that keeps the folder; each call is one short transaction."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def all(self, folder: Path, owner: UserId) -> list[Pair]:
        """Of files in this folder with lists of this user: what was kept elsewhere before says nothing of it."""
        rows = self._database.reading().execute(
            "SELECT * FROM playlist_files WHERE folder = ? AND owner_id = ? ORDER BY playlist_id",
            (to_column(str(folder)), owner),
        )
        return [
            Pair(
                row["playlist_id"],
                ListFile(from_column(row["name"]), row["size_bytes"], row["mtime_ns"]),
                row["changed_ms"],
                bool(row["has_unfound"]),
                row["revision"],
            )
            for row in rows
        ]

    def lists(self, owner: UserId) -> dict[int, OwnList]:
        """Of entries, not of rules."""
        rows = self._database.reading().execute(
            "SELECT id, name, changed_ms FROM playlists WHERE owner_id = ? AND rules IS NULL", (owner,)
        )
        return {row["id"]: OwnList(row["id"], row["name"], row["changed_ms"]) for row in rows}

    def revision(self) -> int:
        """Another one when tracks came or went."""
        row = self._database.reading().execute("SELECT revision FROM totals WHERE kind = 'tr'").fetchone()
        return 0 if row is None else int(row["revision"])

    def held(self, playlist: int) -> list[Held]:
        rows = self._database.reading().execute(
            f"""SELECT e.track_id, t.path, r.path AS root, t.artist, t.title, t.duration_ms
            FROM playlist_entries e JOIN tracks t ON t.id = {_CURRENT} JOIN roots r ON r.id = t.root_id
            WHERE e.playlist_id = ? ORDER BY e.position""",
            (playlist,),
        )
        return [
            Held(
                row["track_id"],
                Path(from_column(row["root"])) / file_of(from_column(row["path"])),
                Path(from_column(row["root"])),
                *(row["artist"], row["title"], row["duration_ms"]),
            )
            for row in rows
        ]

    @staticmethod
    def found(reader: Reader, lines: Sequence[Line]) -> list[int | None]:
        """The track that each line tells of, as far as it is here and `reader` sees it."""
        with reader.snapshot() as db:
            return [find_line(db, line) for line in lines]

    def make(self, owner: UserId, name: str, tracks: Sequence[int], *, is_public: bool) -> OwnList:
        with self._database.writing() as tables:
            now_ms = self._now_ms()
            insert = """INSERT INTO playlists (owner_id, name, is_public, created_ms, changed_ms)
                VALUES (?, ?, ?, ?, ?) RETURNING id"""
            (number,) = tables.conn.execute(insert, (owner, name, is_public, now_ms, now_ms)).fetchone()
            _fill(tables.conn, number, tracks, now_ms)
        return OwnList(number, name, now_ms)

    def take(self, known: OwnList, name: str, tracks: Sequence[int]) -> OwnList | None:
        """The list as it is now, with these tracks; None if somebody has changed it since it was `known`."""
        with self._database.writing() as tables:
            db = tables.conn
            changed_ms = max(self._now_ms(), known.changed_ms + 1)
            update = (
                "UPDATE playlists SET name = ?, changed_ms = ? WHERE id = ? AND changed_ms = ? RETURNING id"
            )
            if db.execute(update, (name, changed_ms, known.number, known.changed_ms)).fetchone() is None:
                return None
            _fill(db, known.number, tracks, changed_ms)
        return OwnList(known.number, name, changed_ms)

    def remove(self, known: OwnList) -> None:
        """Unless somebody has changed it since."""
        with self._database.writing() as tables:
            delete = "DELETE FROM playlists WHERE id = ? AND changed_ms = ?"
            tables.conn.execute(delete, (known.number, known.changed_ms))

    def note(self, pair: Pair, folder: Path, owner: UserId) -> None:
        with self._database.writing() as tables:
            tables.conn.execute(
                """INSERT OR REPLACE INTO playlist_files
                    (playlist_id, folder, owner_id, name, size_bytes, mtime_ns, changed_ms, has_unfound, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    *(pair.playlist, to_column(str(folder)), owner),
                    *(to_column(pair.file.name), pair.file.size_bytes, pair.file.mtime_ns),
                    *(pair.changed_ms, pair.has_unfound, pair.revision),
                ),
            )

    def forget(self, playlist: int) -> None:
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM playlist_files WHERE playlist_id = ?", (playlist,))


def _fill(db: sqlite3.Connection, playlist: int, tracks: Sequence[int], now_ms: int) -> None:
    db.execute("DELETE FROM playlist_entries WHERE playlist_id = ?", (playlist,))
    db.executemany(
        "INSERT INTO playlist_entries (playlist_id, position, track_id, added_ms) VALUES (?, ?, ?, ?)",
        [(playlist, at, track, now_ms) for at, track in enumerate(tracks)],
    )
