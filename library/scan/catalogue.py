"""The transactions of a scan: each leaves the catalogue consistent, so a scan may die between any two of
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from library.clock import wall_ms
from library.database import Database
from library.paths import to_column
from library.scan.ingest import add_problem, hide, ingest, show
from library.scan.known import other_roots, root_of
from library.scan.outcomes import FileRead, Outcome, Root
from library.scan.predecessors import pass_on
from library.scan.presence import is_there
from library.scan.settle import hide_empty_folders, settle, spell_genres
from library.scan.touched import Touched
from library.scan.walk import FileSeen, PassedOver
from library.tags import Separators

_READING = 2  # counts the versions of what library.tags reads: a new one has every file read again


class Catalogue:
    """Writes for the one scanning thread; each method is one short transaction, and does nothing if given
    nothing."""

    def __init__(self, database: Database, separators: Separators | None = None) -> None:
        self._database = database
        self._separators = separators or Separators()

    def use_roots(self, paths: Sequence[Path]) -> list[Root]:
        """Rows for these; the tracks of all other roots are hidden until their root is configured again."""
        with self._database.writing() as tables:
            db = tables.conn
            roots = [root_of(db, path, self._read_as) for path in paths]
            for other in other_roots(db, roots):
                files = db.execute("SELECT id FROM tracks WHERE root_id = ? AND is_present = 1", (other.id,))
                touched = Touched()
                touched.add_tracks(db, tracks := [track for (track,) in files])
                db.executemany(
                    "UPDATE tracks SET is_present = 0 WHERE id = ?", [(track,) for track in tracks]
                )
                db.execute("DELETE FROM problems WHERE root_id = ?", (other.id,))
                settle(db, touched)
                hide_empty_folders(db)
            return roots

    def write_passed_over(self, root: Root, passed_over: Sequence[PassedOver], *, now_ms: int) -> None:
        """In place of what the last scan passed over."""
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM problems WHERE root_id = ? AND is_file = 0", (root.id,))
            for seen in passed_over:
                add_problem(
                    tables.conn, root, FileSeen(seen.path, 0, 0), seen.reason, now_ms=now_ms, is_file=0
                )

    def write(self, root: Root, outcomes: Sequence[Outcome], *, now_ms: int) -> None:
        if outcomes:
            with self._database.writing() as tables:
                outcomes = [self._separated(outcome) for outcome in outcomes]
                settle(tables.conn, ingest(tables.conn, root, outcomes, is_there, now_ms=now_ms))

    def show(self, tracks: Sequence[int]) -> None:
        """These are back as they were."""
        with self._database.writing() as tables:
            touched = Touched()
            show(tables.conn, tracks, touched)
            settle(tables.conn, touched)

    def remove(self, root: Root, paths: Sequence[str]) -> None:
        with self._database.writing() as tables:
            touched = Touched()
            gone = hide(tables.conn, root, paths, touched)
            pass_on(tables.conn, gone, touched, now_ms=wall_ms())
            settle(tables.conn, touched)

    def end(self, root: Root) -> None:
        """This root has been scanned completely."""
        with self._database.writing() as tables:
            hide_empty_folders(tables.conn)
            spell_genres(tables.conn)
            tables.conn.execute(
                "UPDATE roots SET is_scanned = 1, read_as = ? WHERE path = ?",
                (self._read_as, to_column(str(root.path))),
            )

    @property
    def _read_as(self) -> str:
        return f"{_READING} {self._separators}"

    def _separated(self, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, FileRead):
            return outcome
        contents = outcome.contents
        return replace(outcome, contents=replace(contents, tags=self._separators.apply(contents.tags)))
