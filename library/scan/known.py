"""What the catalogue remembers of a root, folder by folder: the other half of the comparison."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from library.paths import file_of, from_column, to_column
from library.scan.diff import Known, State
from library.scan.outcomes import Root
from library.scan.walk import FileSeen

_FOLDER = """SELECT id, path, listing, is_present, image_path, image_size_bytes, image_mtime_ns, sheets
    FROM folders WHERE """


@dataclass(frozen=True, slots=True)
class KnownFolder:
    id: int
    stamp: bytes | None  # FolderSeen.stamp, when all in it had been dealt with; None: something has changed
    is_present: bool  # holds a present track, at any depth
    image: FileSeen | None
    sheets: bytes  # FolderSeen.sheets_stamp, as `stamp`


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


def place_of(db: sqlite3.Connection, folder: int) -> tuple[Path, str] | None:
    """Its root and its path below that; None if there is none."""
    row = db.execute(
        "SELECT r.path, f.path FROM folders f JOIN roots r ON r.id = f.root_id WHERE f.id = ?", (folder,)
    ).fetchone()
    return None if row is None else (Path(from_column(row[0])), from_column(row[1]))


def known_folder(db: sqlite3.Connection, root: Root, path: str) -> KnownFolder | None:
    row = db.execute(f"{_FOLDER} root_id = ? AND path = ?", (root.id, to_column(path))).fetchone()
    return None if row is None else _folder(row)


def known_children(db: sqlite3.Connection, folder: KnownFolder) -> dict[str, KnownFolder]:
    """By path."""
    rows = db.execute(f"{_FOLDER} parent_id = ?", (folder.id,))
    return {from_column(row[1]): _folder(row) for row in rows}


def known_files(
    db: sqlite3.Connection, root: Root, folder: KnownFolder | None, found: Iterable[FileSeen]
) -> dict[str, Known]:
    """Of one folder, by path; of the broken ones only those that were `found`."""
    rows = db.execute(
        """SELECT id, path, coalesce(whole_size_bytes, size_bytes), mtime_ns, is_present, start_sample IS NULL
        FROM tracks WHERE folder_id = ? ORDER BY mtime_ns""",  # the forgotten ones of pieces.py first
        (folder.id if folder else None,),
    )
    known: dict[str, Known] = {}
    for track, column, size, mtime_ns, is_present, is_whole in rows:
        path = from_column(column)
        if not is_whole and path.count("\0") == 1:  # more: its place was taken
            path = file_of(path)
        now = Known(size, mtime_ns, State.PRESENT if is_present else State.MISSING, (track,))
        known[path] = _with(known.get(path), now)
    for path, size, mtime_ns in _broken(db, root, found):
        was = known.get(path)
        known[path] = Known(size, mtime_ns, State.BROKEN, was.tracks if was else ())
    return known


def _with(was: Known | None, now: Known) -> Known:
    """The pieces of one file in one state are one; of different states the later counts."""
    if was is None or (was.size_bytes, was.mtime_ns, was.state) != (now.size_bytes, now.mtime_ns, now.state):
        return now
    return replace(now, tracks=was.tracks + now.tracks)


def _broken(db: sqlite3.Connection, root: Root, found: Iterable[FileSeen]) -> Iterator[tuple[str, int, int]]:
    if db.execute("SELECT 1 FROM problems WHERE root_id = ? LIMIT 1", (root.id,)).fetchone() is None:
        return
    select = "SELECT size_bytes, mtime_ns FROM problems WHERE root_id = ? AND path = ? AND is_file = 1"
    for file in found:
        row = db.execute(select, (root.id, to_column(file.path))).fetchone()
        if row is not None:
            yield file.path, row[0], row[1]


def known_portraits(db: sqlite3.Connection, folder: KnownFolder | None) -> dict[str, FileSeen]:
    """By role, as FolderSeen.portraits."""
    rows = db.execute(
        "SELECT role, path, size_bytes, mtime_ns FROM portraits WHERE folder_id = ?",
        (folder.id if folder else None,),
    )
    return {role: FileSeen(from_column(path), *state) for role, path, *state in rows}


def tracks_below(db: sqlite3.Connection, folder: KnownFolder) -> Iterator[int]:
    """Present ones, at any depth."""
    rows = db.execute(
        """WITH RECURSIVE below(id) AS (
            SELECT ? UNION SELECT f.id FROM folders f JOIN below b ON f.parent_id = b.id)
        SELECT t.id FROM below b JOIN tracks t ON t.folder_id = b.id WHERE t.is_present = 1""",
        (folder.id,),
    )
    return (track for (track,) in rows)


def met_before(db: sqlite3.Connection, files: Sequence[FileSeen]) -> set[str]:
    """The paths of those for which `moved_from` is worth asking: one question for all of them."""
    states = json.dumps([(file.size_bytes, file.mtime_ns) for file in files])
    rows = db.execute(
        """SELECT s.key FROM json_each(?) s WHERE EXISTS (SELECT 1 FROM tracks t
            WHERE t.size_bytes = json_extract(s.value, '$[0]') AND t.mtime_ns = json_extract(s.value, '$[1]'))""",
        (states,),
    )
    return {files[at].path for (at,) in rows}


def moved_from(db: sqlite3.Connection, file: FileSeen, claimed: Collection[int]) -> int | None:
    """The track whose file this is, elsewhere before: the same size and time to the nanosecond, and nothing
    where it was.

    None if there is none but the `claimed` ones, or if more than one would fit.
    """
    rows = db.execute(
        """SELECT t.id, r.path, t.path FROM tracks t JOIN roots r ON r.id = t.root_id
        WHERE t.size_bytes = ? AND t.mtime_ns = ? LIMIT 8""",
        (file.size_bytes, file.mtime_ns),
    ).fetchall()
    gone = [
        track
        for track, root, path in rows
        if track not in claimed and is_gone(Path(from_column(root)), from_column(path))
    ]
    return gone[0] if len(gone) == 1 else None


def is_gone(root: Path, path: str) -> bool:
    """Whether there is nothing at `path` while its root is there; an error is no proof of that."""
    try:
        os.lstat(root / file_of(path))
    except (FileNotFoundError, NotADirectoryError):
        return root.is_dir()
    except OSError:
        return False
    return False


def _folder(
    row: tuple[int, str | bytes, bytes | None, int, str | bytes | None, int, int, bytes | None],
) -> KnownFolder:
    image = None if row[4] is None else FileSeen(from_column(row[4]), row[5], row[6])
    return KnownFolder(row[0], row[2], bool(row[3]), image, row[7] or b"")
