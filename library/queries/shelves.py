"""What releases can be browsed by, besides artists, genres and folders: years, labels, and who did what."""

from __future__ import annotations

import sqlite3

from library.database import Reader
from library.ids import IN_IDS, ids_json
from library.model import Credited, Label, Limits, Page, Role, UserId, Year
from library.queries import values
from library.queries.positions import Listing, Positions

_LABELS = Listing("labels", "al", "labels", "release_count > 0", "sort_key", "sort_key, id")


class Shelves:
    """Any thread. An offset beyond the end answers an empty page with the right total."""

    def __init__(self, database: Reader, positions: Positions) -> None:
        self._database = database
        self._positions = positions

    def years(self) -> list[Year]:
        """Newest first; only those in use."""
        rows = self._database.reading().execute(
            "SELECT year, release_count FROM release_years WHERE release_count > 0 ORDER BY year DESC"
        )
        return [Year(*row) for row in rows]

    def labels(self, limits: Limits) -> Page[Label]:
        """By name."""
        with self._database.snapshot() as db:
            ids = self._positions.page(db, _LABELS, limits)
            select = f"SELECT id, name, release_count FROM labels WHERE id {IN_IDS}"
            named = {id: Label(name, count) for id, name, count in db.execute(select, (ids_json(ids),))}
            return Page(tuple(named[id] for id in ids), limits.offset, _total(db, "label"))

    def credited(self, role: Role, limits: Limits, user: UserId | None) -> Page[Credited]:
        """By sort name."""
        with self._database.snapshot() as db:
            ids = self._positions.page(db, _of_role(role), limits)
            select = f"SELECT artist_id, release_count FROM credits WHERE role = ? AND artist_id {IN_IDS}"
            counts = dict(map(tuple, db.execute(select, (role, ids_json(ids)))))
            artists = zip(ids, values.artists(db, ids, user), strict=True)
            items = tuple(Credited(artist, counts[id]) for id, artist in artists)
            return Page(items, limits.offset, _total(db, role))


def _of_role(role: Role) -> Listing:
    where, order = "role = ? AND release_count > 0", "sort_key, artist_id"
    return Listing("credits", "al", "credits", where, "sort_key", order, "artist_id", (role,))


def _total(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT count FROM listed_totals WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row[0])
