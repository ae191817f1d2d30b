"""The transactions of a scan: each leaves the catalogue consistent, so a scan may die between any two of
them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from library.clock import wall_ms
from library.database import Database
from library.ids import IN_IDS, ids_json
from library.listed import spell_labels
from library.paths import file_of, from_column
from library.scan.ingest import add_problem, hide, ingest, show
from library.scan.known import is_gone, other_roots, root_of
from library.scan.outcomes import FileRead, Outcome, Root
from library.scan.portraits import forget_portraits
from library.scan.predecessors import pass_on
from library.scan.presence import is_there
from library.scan.settle import hide_empty_folders, settle, spell_genres
from library.scan.touched import Touched
from library.scan.vocabulary import folder_id
from library.scan.walk import FileSeen, PassedOver
from library.tags import Separators

_READING = 3  # counts the versions of what library.tags reads: a new one has every file read again

T = TypeVar("T")

_CHUNK = 1_000  # rows a transaction


@dataclass(frozen=True, slots=True)
class FolderStamps:
    """Of a folder that has been dealt with: how it was found."""

    path: str
    listing: bytes
    sheets: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written together: what was read, and the folders that were completed by it."""

    outcomes: Sequence[Outcome] = ()
    returned: Sequence[int] = ()  # tracks that are back as they were
    stamps: Sequence[FolderStamps] = ()


class Catalogue:
    """Writes for the one scanning thread; each transaction is short, and there is none if there is nothing to
    do."""

    def __init__(self, database: Database, separators: Separators | None = None) -> None:
        self._database = database
        self._separators = separators or Separators()

    def use_roots(self, paths: Sequence[Path]) -> list[Root]:
        """Rows for these; the tracks of all other roots are hidden until their root is configured again."""
        with self._database.writing() as tables:
            roots = [root_of(tables.conn, path, self._read_as) for path in paths]
        for other in other_roots(self._database.reading(), roots):
            self._leave(other)
        return roots

    def write(self, root: Root, batch: Batch, *, now_ms: int) -> set[int]:
        """Answers the tracks that were recognised in files other than theirs."""
        if not (batch.outcomes or batch.returned or batch.stamps):
            return set()
        with self._database.writing() as tables:
            db = tables.conn
            outcomes = [self._separated(outcome) for outcome in batch.outcomes]
            touched = ingest(db, root, outcomes, is_there, now_ms=now_ms)
            show(db, batch.returned, touched)
            settle(db, touched)
            # Last: what was written above has made the catalogue forget these folders' stamps.
            rows = [(found.listing, found.sheets, folder_id(db, root, found.path)) for found in batch.stamps]
            db.executemany("UPDATE folders SET listing = ?, sheets = ? WHERE id = ?", rows)
            return touched.matched

    def remove(self, root: Root, tracks: Iterable[int]) -> Iterator[int]:
        """Hides those whose files are gone indeed, not moved or returned meanwhile; yields how many, chunk by
        chunk."""
        for chunk in _chunks(tracks):
            rows = self._database.reading().execute(
                f"SELECT path FROM tracks WHERE is_present = 1 AND id {IN_IDS}", (ids_json(chunk),)
            )
            paths = [path for (column,) in rows if is_gone(root.path, path := from_column(column))]
            self._hide(root, list(dict.fromkeys(map(file_of, paths))))
            yield len(paths)

    def write_passed_over(
        self, root: Root, below: str, passed_over: Sequence[PassedOver], *, now_ms: int
    ) -> None:
        """In place of what the last scan passed over below that folder."""
        select = "SELECT path FROM problems WHERE root_id = ? AND is_file = 0"
        before = {
            column
            for (column,) in self._database.reading().execute(select, (root.id,))
            if _is_below(from_column(column), below)
        }
        if not before and not passed_over:
            return
        with self._database.writing() as tables:
            tables.conn.executemany(
                "DELETE FROM problems WHERE root_id = ? AND path = ? AND is_file = 0",
                [(root.id, column) for column in before],
            )
            for seen in passed_over:
                file = FileSeen(seen.path, 0, 0)
                add_problem(tables.conn, root, file, seen.reason, now_ms=now_ms, is_file=0)

    def forget_problems(self, root: Root) -> None:
        """Of files that are gone."""
        rows = self._database.reading().execute(
            "SELECT path FROM problems WHERE root_id = ? AND is_file = 1", (root.id,)
        )
        for chunk in _chunks(column for (column,) in rows.fetchall() if _is_no_file(root.path, column)):
            with self._database.writing() as tables:
                tables.conn.executemany(
                    "DELETE FROM problems WHERE root_id = ? AND path = ?",
                    [(root.id, column) for column in chunk],
                )

    def forget_portraits(self, root: Root) -> None:
        """Those in folders that are gone; of others the comparison knows."""
        rows = self._database.reading().execute(
            """SELECT DISTINCT f.path FROM portraits p JOIN folders f ON f.id = p.folder_id
            WHERE f.root_id = ?""",
            (root.id,),
        )
        gone = [path for (column,) in rows.fetchall() if is_gone(root.path, path := from_column(column))]
        if gone:
            with self._database.writing() as tables:
                touched = Touched()
                for path in gone:
                    forget_portraits(tables.conn, root, path, touched)
                settle(tables.conn, touched)

    def present_count(self, root: Root) -> int:
        select = "SELECT count(*) FROM tracks WHERE root_id = ? AND is_present = 1"
        return int(self._database.reading().execute(select, (root.id,)).fetchone()[0])

    def held_ms(self, root: Root) -> int | None:
        """When a scan last held back its removals; None if the last one did not."""
        row = (
            self._database.reading().execute("SELECT held_ms FROM roots WHERE id = ?", (root.id,)).fetchone()
        )
        return None if row is None else row[0]

    def hold(self, root: Root, held_ms: int | None) -> None:
        if self.held_ms(root) != held_ms:
            with self._database.writing() as tables:
                tables.conn.execute("UPDATE roots SET held_ms = ? WHERE id = ?", (held_ms, root.id))

    def tidy(self) -> None:
        """After changes: what is too much for each batch."""
        with self._database.writing() as tables:
            hide_empty_folders(tables.conn)
            spell_genres(tables.conn)
            spell_labels(tables.conn)

    def end(self, root: Root) -> None:
        """This root has been scanned completely."""
        if root.is_first_scan or root.is_outdated:
            with self._database.writing() as tables:
                tables.conn.execute(
                    "UPDATE roots SET is_scanned = 1, read_as = ? WHERE id = ?", (self._read_as, root.id)
                )

    @property
    def _read_as(self) -> str:
        return f"{_READING} {self._separators}"

    def _separated(self, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, FileRead):
            return outcome
        contents, apply = outcome.contents, self._separators.apply
        tags = apply(contents.tags)
        if tags is contents.tags and not contents.pieces:
            return outcome
        pieces = tuple(replace(piece, tags=apply(piece.tags)) for piece in contents.pieces)
        return replace(outcome, contents=replace(contents, tags=tags, pieces=pieces))

    def _leave(self, root: Root) -> None:
        db = self._database.reading()
        tracks = db.execute(
            "SELECT id FROM tracks WHERE root_id = ? AND is_present = 1", (root.id,)
        ).fetchall()
        for chunk in _chunks(track for (track,) in tracks):
            with self._database.writing() as tables:
                touched = Touched()
                touched.add_tracks(tables.conn, chunk)
                tables.conn.execute(f"UPDATE tracks SET is_present = 0 WHERE id {IN_IDS}", (ids_json(chunk),))
                settle(tables.conn, touched)
        has_problems = "SELECT 1 FROM problems WHERE root_id = ? LIMIT 1"
        if tracks or db.execute(has_problems, (root.id,)).fetchone():
            with self._database.writing() as tables:
                tables.conn.execute("DELETE FROM problems WHERE root_id = ?", (root.id,))
                hide_empty_folders(tables.conn)

    def _hide(self, root: Root, paths: Sequence[str]) -> None:
        if paths:
            with self._database.writing() as tables:
                touched = Touched()
                gone = hide(tables.conn, root, paths, touched)
                pass_on(tables.conn, gone, touched, now_ms=wall_ms())
                settle(tables.conn, touched)


def _is_below(path: str, folder: str) -> bool:
    return folder in ("", path) or path.startswith(f"{folder}/")


def _is_no_file(root: Path, column: str | bytes) -> bool:
    path = from_column(column)
    try:
        return not stat.S_ISREG(os.lstat(root / file_of(path)).st_mode)
    except OSError:
        return is_gone(root, path)


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
