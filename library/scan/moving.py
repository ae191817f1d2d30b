"""Brings a root into a library, with all that is in it; inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from library.paths import to_column
from library.scan.settle import settle
from library.scan.touched import Touched

_CHUNK = 1_000  # tracks, so that memory does not grow with the library


def rehouse(db: sqlite3.Connection, folder: Path, library: int) -> int:
    """The row of this root, which belongs to `library` from now on. Its releases stay what they are, with what people
    marked, as after any other change of their names."""
    path = to_column(str(folder))
    db.execute("INSERT INTO roots (path) VALUES (?) ON CONFLICT DO NOTHING", (path,))
    root, before = db.execute("SELECT id, library_id FROM roots WHERE path = ?", (path,)).fetchone()
    if before != library:
        db.execute("UPDATE roots SET library_id = ? WHERE id = ?", (library, root))
        _settle_all(db, root)
    return int(root)


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
