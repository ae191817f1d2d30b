"""A file of several tracks in the catalogue: a row for each, at a path that begins with the file's; all inside
the caller's transaction.

The whole file has a row of its own, which is forgotten while a cue sheet cuts it, and the pieces' rows are
forgotten while none does: hidden, in a state that no file has, with their marks, until they are written anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from library.ids import IN_IDS, ids_json
from library.paths import from_column, piece_path, pieces_between, to_column
from library.scan.outcomes import FileRead, Root
from library.scan.touched import Touched


def spread(read: FileRead) -> list[FileRead]:
    """What is to be written of it, each under its own path: itself, or its pieces."""
    contents = read.contents
    if not contents.pieces:
        return [read]
    return [
        FileRead(
            file=replace(read.file, path=piece_path(read.file.path, piece.number)),
            track=None,
            contents=replace(
                contents,
                tags=piece.tags,
                duration_ms=piece.duration_ms,
                fingerprint=contents.fingerprint
                and f"{contents.fingerprint}#{piece.span.start_sample:x}-{piece.span.stop_sample or 0:x}",
                gapless=None,
                chapters=(),
                pieces=(piece,),
            ),
        )
        for piece in contents.pieces
    ]


def file_fingerprint(fingerprint: str | None) -> str | None:
    """Of the whole file, of whatever a piece's or a file's own."""
    return fingerprint and fingerprint.partition("#")[0]


def forget_others(
    db: sqlite3.Connection, root: Root, files: Iterable[str], kept: Iterable[str], touched: Touched
) -> None:
    """The rows of these files that are not at one of the paths `kept`. Costs nothing without pieces."""
    if db.execute("SELECT 1 FROM tracks WHERE start_sample IS NOT NULL LIMIT 1").fetchone() is None:
        return
    known = set(kept)
    others = [
        track
        for file in files
        for track, column in rows_of(db, root, file)
        if from_column(column) not in known
    ]
    touched.add_tracks(db, others)
    db.execute(f"UPDATE tracks SET is_present = 0, mtime_ns = -1 WHERE id {IN_IDS}", (ids_json(others),))


def rows_of(db: sqlite3.Connection, root: Root, file: str) -> list[tuple[int, str | bytes]]:
    """Id and path of the whole file's track and of its pieces'."""
    rows = db.execute(
        "SELECT id, path FROM tracks WHERE root_id = ? AND (path = ? OR (path > ? AND path < ?))",
        (root.id, to_column(file), *pieces_between(file)),
    )
    return [tuple(row) for row in rows if not from_column(row[1])[len(file) + 1 :].count("\0")]
