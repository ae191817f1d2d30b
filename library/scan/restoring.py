"""Takes a match back; inside the caller's transaction."""

from __future__ import annotations

import sqlite3

from library.listed import count_new_tracks
from library.paths import Column, from_column
from library.scan.details import TABLES
from library.scan.predecessors import exchange, parked
from library.scan.settle import settle
from library.scan.touched import Touched


def restored(
    db: sqlite3.Connection, track: int, other: int | None, from_root: int, from_path: Column
) -> None:
    """As before the match: with `other` both exchange their files again, else the file gets a new track."""
    touched = Touched()
    both = [track, other if other is not None else _moved_out(db, track, from_root, from_path, touched)]
    if other is not None:
        touched.add_tracks(db, both)
        exchange(db, *both)
        db.execute("UPDATE tracks SET continued_by = NULL WHERE id = ?", (other,))
    touched.add_tracks(db, both)
    settle(db, touched)


def _moved_out(
    db: sqlite3.Connection, track: int, from_root: int, from_path: Column, touched: Touched
) -> int:
    """The new track. The old one is missing at its old place; should that file return, it is read again."""
    touched.add_tracks(db, [track])
    path = from_column(from_path)
    taken = db.execute(
        "SELECT 1 FROM tracks WHERE root_id = ? AND path = ? AND id <> ?", (from_root, from_path, track)
    ).fetchone()
    columns = [name for _, name, *_ in db.execute("PRAGMA table_info(tracks)") if name != "id"]
    values = db.execute(f"SELECT {', '.join(columns)} FROM tracks WHERE id = ?", (track,)).fetchone()
    db.execute(
        "UPDATE tracks SET root_id = ?, path = ?, is_present = 0, mtime_ns = -1 WHERE id = ?",
        (from_root, parked(path.partition("\0")[0], track) if taken else from_path, track),
    )
    insert = f"INSERT INTO tracks ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    new = int(db.execute(insert, values).lastrowid or 0)
    count_new_tracks(db, last=new - 1)
    for table in TABLES:
        db.execute(f"UPDATE {table} SET track_id = ? WHERE track_id = ?", (new, track))
    return new
