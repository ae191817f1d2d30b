"""Which libraries there are: what a household configured, brought into the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from library.database import Database
from library.ids import library_id
from library.index import index
from library.model import LibraryPlan, MusicLibrary
from library.paths import to_column
from library.scan import count_by_library, rehouse

DEFAULT_NAME = "Music"  # of the library that [library] folders make


@dataclass(frozen=True, slots=True)
class Shelved:
    """A configured library with its rows."""

    library: MusicLibrary
    number: int
    roots: tuple[int, ...]
    users: frozenset[str]  # casefolded names; none: everybody


def use_libraries(database: Database, plans: Sequence[LibraryPlan]) -> tuple[Shelved, ...]:
    """Rows for these; tracks below a folder that changed its library are grouped anew: all in one transaction."""
    with database.writing() as tables:
        db = tables.conn
        before = _count(db)
        numbers = [_number(db, plan, plans) for plan in plans]
        shelved = tuple(_shelved(db, plan, number) for plan, number in zip(plans, numbers, strict=True))
        if before < 2 <= _count(db):
            count_by_library(db)
            artists = [row[0] for row in db.execute("SELECT id FROM artists")]
            index(db, tracks=(), releases=(), artists=artists)
        return shelved


def has_others(database: Database, libraries: Sequence[Shelved]) -> bool:
    """Whether there are tracks of folders that are not configured any more, which the next scan will hide."""
    ours = {root for shelved in libraries for root in shelved.roots}
    return any(
        database.reading()
        .execute("SELECT 1 FROM tracks WHERE root_id = ? AND is_present = 1 LIMIT 1", (root,))
        .fetchone()
        for (root,) in database.reading().execute("SELECT id FROM roots").fetchall()
        if root not in ours
    )


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM libraries").fetchone()[0])


def _number(db: sqlite3.Connection, plan: LibraryPlan, plans: Sequence[LibraryPlan]) -> int:
    """By its name; one whose folders all were of a name that is gone has been renamed."""
    found = db.execute("SELECT id FROM libraries WHERE name = ?", (plan.name,)).fetchone()
    number = found[0] if found else _renamed(db, plan, {each.name for each in plans})
    if number is None:
        insert = "INSERT INTO libraries (name, kind) VALUES (?, ?) RETURNING id"
        return int(db.execute(insert, (plan.name, plan.kind)).fetchone()[0])
    db.execute("UPDATE libraries SET name = ?, kind = ? WHERE id = ?", (plan.name, plan.kind, number))
    return int(number)


def _renamed(db: sqlite3.Connection, plan: LibraryPlan, names: set[str]) -> int | None:
    owners = {_owner(db, folder) for folder in plan.folders}
    if len(owners) != 1 or (owner := owners.pop()) is None or owner[1] in names:
        return None
    return owner[0]


def _owner(db: sqlite3.Connection, folder: Path) -> tuple[int, str] | None:
    row = db.execute(
        "SELECT l.id, l.name FROM roots r JOIN libraries l ON l.id = r.library_id WHERE r.path = ?",
        (to_column(str(folder)),),
    ).fetchone()
    return None if row is None else (row[0], row[1])


def _shelved(db: sqlite3.Connection, plan: LibraryPlan, number: int) -> Shelved:
    roots = tuple(rehouse(db, folder, number) for folder in plan.folders)
    users = frozenset(name.strip().casefold() for name in plan.users)
    return Shelved(MusicLibrary(library_id(number), plan.name, plan.kind), number, roots, users)
