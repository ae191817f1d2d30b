"""Brings a root into a library, with all that is in it; inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from library.scan.housing import key_within
from library.scan.known import root_of
from library.scan.settle import settle
from library.scan.touched import Touched

_CHUNK = 1_000  # tracks, so that memory does not grow with the library


def rehouse(db: sqlite3.Connection, folder: Path, library: int) -> int:
    """The row of this root, which belongs to `library` from now on. Its releases stay what they are, with what people
    marked, unless they have tracks in other roots as well."""
    root = root_of(db, folder).id
    (before,) = db.execute("SELECT library_id FROM roots WHERE id = ?", (root,)).fetchone()
    if before != library:
        db.execute("UPDATE roots SET library_id = ? WHERE id = ?", (library, root))
        _take_releases(db, root, before, library)
        _settle_all(db, root)
    return root


def _take_releases(db: sqlite3.Connection, root: int, before: int, library: int) -> None:
    rows = db.execute(
        """SELECT id, key FROM releases
        WHERE library_id = :before AND id IN (SELECT release_id FROM tracks WHERE root_id = :root)
            AND NOT EXISTS (
                SELECT 1 FROM tracks t WHERE t.release_id = releases.id AND t.root_id <> :root)""",
        {"before": before, "root": root},
    ).fetchall()
    prefix = key_within(before, "")
    db.executemany(
        "UPDATE OR IGNORE releases SET library_id = ?, key = ? WHERE id = ?",
        [(library, key_within(library, key.removeprefix(prefix)), release) for release, key in rows],
    )


def _settle_all(db: sqlite3.Connection, root: int) -> None:
    last = 0
    while rows := db.execute(
        "SELECT id FROM tracks WHERE root_id = ? AND is_present = 1 AND id > ? ORDER BY id LIMIT ?",
        (root, last, _CHUNK),
    ).fetchall():
        touched = Touched()
        touched.add_tracks(db, [row[0] for row in rows])
        settle(db, touched)
        last = rows[-1][0]
