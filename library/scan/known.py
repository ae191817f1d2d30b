"""What the catalogue remembers of a root's files: the other half of the diff."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from library.paths import from_column, to_column
from library.scan.diff import Known, State
from library.scan.outcomes import Root
from library.scan.walk import FileSeen


def root_of(db: sqlite3.Connection, path: Path, read_as: str) -> Root:
    """Its row, made when first met; inside the caller's transaction. `read_as`: the rules of reading now."""
    db.execute("INSERT INTO roots (path) VALUES (?) ON CONFLICT DO NOTHING", (to_column(str(path)),))
    number, is_scanned, was_read_as = db.execute(
        "SELECT id, is_scanned, read_as FROM roots WHERE path = ?", (to_column(str(path)),)
    ).fetchone()
    is_outdated = bool(is_scanned) and was_read_as != read_as
    return Root(number, path, is_first_scan=not is_scanned, is_outdated=is_outdated)


def other_roots(db: sqlite3.Connection, roots: Sequence[Root]) -> list[Root]:
    """Those that were scanned once and are not configured any more."""
    rows = db.execute("SELECT id, path, is_scanned FROM roots").fetchall()
    current = {root.id for root in roots}
    return [Root(id, Path(from_column(path)), not scanned) for id, path, scanned in rows if id not in current]


def known_files(db: sqlite3.Connection, root: Root) -> dict[str, Known]:
    """By path."""
    known = {
        from_column(path): Known(size, mtime_ns, State.PRESENT if is_present else State.MISSING, track)
        for track, path, size, mtime_ns, is_present in db.execute(
            "SELECT id, path, size_bytes, mtime_ns, is_present FROM tracks WHERE root_id = ?", (root.id,)
        )
    }
    for column, size, mtime_ns in db.execute(
        "SELECT path, size_bytes, mtime_ns FROM problems WHERE root_id = ? AND is_file = 1", (root.id,)
    ):
        path = from_column(column)
        known[path] = Known(size, mtime_ns, State.BROKEN, known[path].track if path in known else None)
    return known


def known_images(db: sqlite3.Connection, root: Root) -> dict[str, FileSeen]:
    """By folder."""
    return {
        from_column(folder): FileSeen(from_column(path), size, mtime_ns)
        for folder, path, size, mtime_ns in db.execute(
            """SELECT path, image_path, image_size_bytes, image_mtime_ns FROM folders
            WHERE root_id = ? AND image_path IS NOT NULL""",
            (root.id,),
        )
    }
