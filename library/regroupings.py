"""What people corrected in the grouping of tracks into releases; no file is touched. The only writer of
`regroupings`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from library.clock import wall_ms
from library.database import Database, Reader
from library.errors import NotFound
from library.ids import IN_IDS, act_number, ids_json, number_of, release_id
from library.model import Limits, Page, Regrouping, ReleaseId, TrackId
from library.queries import utc
from library.scan import regrouped

_SHOWN = """SELECT g.id, g.kind, g.release_id, r.title, r.artist, g.made_ms
    FROM regroupings g JOIN releases r ON r.id = g.release_id"""
_HOUSED_TRACKS = """
    (SELECT t.id, r.library_id FROM tracks t JOIN roots r ON r.id = t.root_id)"""


class Regroupings:
    """Any thread; each change is one transaction, in which the catalogue is grouped anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, into: ReleaseId, releases: Sequence[ReleaseId]) -> Regrouping:
        """Their tracks, and those that would join them later, belong to `into`. Raises: NotFound."""
        with self._database.writing() as tables:
            db = tables.conn
            target, *others = _visible_releases(db, [into, *releases])
            others = [other for other in dict.fromkeys(others) if other != target]
            _check_one_library(db, "releases", [target, *others])
            tracks = _numbers(db, f"SELECT id FROM tracks WHERE release_id {IN_IDS}", ids_json(others))
            number = _insert(db, "merge", target)
            for other in others:
                db.execute("UPDATE releases SET merged_into = ? WHERE id = ?", (target, other))
                db.execute("INSERT INTO merged_releases VALUES (?, ?)", (number, other))
            regrouped(db, tracks)
            return _made(db, number)

    def split(self, tracks: Sequence[TrackId]) -> Regrouping:
        """Makes a release of these, whatever they belonged to. Raises: NotFound."""
        with self._database.writing() as tables:
            db = tables.conn
            numbers = _visible_tracks(db, tracks)
            library = _check_one_library(db, _HOUSED_TRACKS, numbers)
            insert = "INSERT INTO releases (key, library_id) VALUES ('', ?) RETURNING id"
            release = int(db.execute(insert, (library,)).fetchone()[0])
            number = _insert(db, "split", release)
            db.execute("UPDATE releases SET key = ? WHERE id = ?", (f"split\0{number}", release))
            db.executemany(
                "INSERT OR REPLACE INTO split_tracks (track_id, regrouping_id) VALUES (?, ?)",
                [(track, number) for track in numbers],
            )
            regrouped(db, numbers)
            return _made(db, number)

    def list(self, limits: Limits, through: Reader) -> Page[Regrouping]:
        """Newest first, without undone ones; of what is seen `through` this reader."""
        with through.snapshot() as db:
            rows = db.execute(
                f"{_SHOWN} WHERE g.undone_ms IS NULL ORDER BY g.id DESC LIMIT ? OFFSET ?",
                (limits.limit, limits.offset),
            )
            items = tuple(_regrouping(*row) for row in rows)
            (total,) = db.execute("SELECT count(*) FROM regroupings WHERE undone_ms IS NULL").fetchone()
            return Page(items, limits.offset, total)

    def undo(self, id: str, through: Reader) -> None:
        """The tracks belong where their tags say again. Raises: NotFound, also if it is not seen `through`
        this reader."""
        number = act_number(id, "gr")
        if not through.reading().execute("SELECT 1 FROM regroupings WHERE id = ?", (number,)).fetchone():
            raise NotFound(id)
        with self._database.writing() as tables:
            db = tables.conn
            found = db.execute(
                "SELECT release_id FROM regroupings WHERE id = ? AND undone_ms IS NULL", (number,)
            ).fetchone()
            if found is None:
                raise NotFound(id)
            tracks = _numbers(db, "SELECT id FROM tracks WHERE release_id = ?", found[0])
            db.execute("UPDATE regroupings SET undone_ms = ? WHERE id = ?", (wall_ms(), number))
            db.execute("DELETE FROM split_tracks WHERE regrouping_id = ?", (number,))
            db.execute(
                """UPDATE releases SET merged_into = NULL
                WHERE id IN (SELECT release_id FROM merged_releases WHERE regrouping_id = ?)""",
                (number,),
            )
            regrouped(db, tracks)


def _visible_releases(db: sqlite3.Connection, ids: Sequence[ReleaseId]) -> list[int]:
    """In the order of `ids`."""
    numbers = [number_of(id, "al") for id in ids]
    select = f"SELECT id FROM releases WHERE track_count > 0 AND id {IN_IDS}"
    unknown = set(numbers) - set(_numbers(db, select, ids_json(set(numbers))))
    if unknown:
        raise NotFound(release_id(min(unknown)))
    return numbers


def _visible_tracks(db: sqlite3.Connection, ids: Sequence[TrackId]) -> list[int]:
    numbers = [number_of(id, "tr") for id in ids]
    select = f"SELECT id FROM tracks WHERE is_present = 1 AND id {IN_IDS}"
    unknown = set(numbers) - set(_numbers(db, select, ids_json(set(numbers))))
    if unknown or not numbers:
        raise NotFound(f"tr-{min(unknown, default=0)}")
    return numbers


def _check_one_library(db: sqlite3.Connection, source: str, numbers: Sequence[int]) -> int:
    """A release is of one library, or some would see what they may not. Raises: NotFound."""
    select = f"SELECT library_id, min(id) FROM {source} WHERE id {IN_IDS} GROUP BY library_id ORDER BY 1"
    (library, _), *others = db.execute(select, (ids_json(set(numbers)),)).fetchall()
    if others:
        raise NotFound(f"{'al' if source == 'releases' else 'tr'}-{others[0][1]}")
    return int(library)


def _insert(db: sqlite3.Connection, kind: str, release: int) -> int:
    insert = "INSERT INTO regroupings (kind, release_id, made_ms) VALUES (?, ?, ?) RETURNING id"
    return int(db.execute(insert, (kind, release, wall_ms())).fetchone()[0])


def _made(db: sqlite3.Connection, number: int) -> Regrouping:
    return _regrouping(*db.execute(f"{_SHOWN} WHERE g.id = ?", (number,)).fetchone())


def _numbers(db: sqlite3.Connection, select: str, bound: str | int) -> list[int]:
    return [number for (number,) in db.execute(select, (bound,))]


def _regrouping(id: int, kind: str, release: int, title: str, artist: str, made_ms: int) -> Regrouping:
    return Regrouping(f"gr-{id}", kind, release_id(release), title, artist, utc(made_ms))
