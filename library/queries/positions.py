"""The n-th row of a sorted list at once, however far down: OFFSET 900,000 would walk 900,000 rows."""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass

from library.model import Limits

# Rows between two anchors: 500 take about 0.1 ms to walk, and a million rows have 2,000 anchors (0.2 MB).
_STEP = 500
# Nearer to the beginning than this OFFSET walks, too; so small libraries never make anchors.
_NEAR = 2_000
_MOST_LISTS = 512  # each genre is one


@dataclass(frozen=True, slots=True)
class Listing:
    """A sorted list, read from one index: `key` is the index's first column after the equal ones of `where`."""

    name: str  # of the anchors
    revision: str  # row of `totals` that tells when it changed
    table: str
    where: str
    key: str
    order: str  # begins with the key
    id: str = "id"
    bound: tuple[object, ...] = ()
    is_descending: bool = False


EVERYTHING = {
    "tr": Listing("tracks", "tr", "tracks", "is_present = 1", "sort_key", "sort_key, id"),
    "al": Listing("releases", "al", "releases", "track_count > 0", "sort_key", "sort_key, id"),
    "ar": Listing("artists", "ar", "artists", "release_count > 0", "sort_key", "sort_key, id"),
}


@dataclass(frozen=True, slots=True)
class _Anchors:
    revision: int
    positions: tuple[int, ...]  # of the first row with this key
    keys: tuple[object, ...]


class Positions:
    """Any thread; keeps anchors in memory until the list changes, of the lists used last."""

    def __init__(self) -> None:
        self._anchors: OrderedDict[tuple[str, tuple[object, ...]], _Anchors] = OrderedDict()
        self._lock = threading.Lock()

    def everything(self, db: sqlite3.Connection, kind: str, limits: Limits) -> list[int]:
        """All of a kind, by name."""
        return self.page(db, EVERYTHING[kind], limits)

    def page(self, db: sqlite3.Connection, listing: Listing, limits: Limits) -> list[int]:
        """The ids from `offset` on, at most `limit`. Call inside a snapshot."""
        first, key = (0, None) if limits.offset < _NEAR else self._anchor(db, listing, limits.offset)
        compared = "<=" if listing.is_descending else ">="
        start = "" if key is None else f" AND {listing.key} {compared} ?"
        bound = (*listing.bound, *(() if key is None else (key,)), limits.limit, limits.offset - first)
        rows = db.execute(
            f"""SELECT {listing.id} FROM {listing.table} WHERE {listing.where}{start}
            ORDER BY {listing.order} LIMIT ? OFFSET ?""",
            bound,
        )
        return [row[0] for row in rows]

    def _anchor(self, db: sqlite3.Connection, listing: Listing, offset: int) -> tuple[int, object]:
        anchors = self._current(db, listing)
        at = bisect_right(anchors.positions, offset) - 1
        return (0, None) if at < 0 else (anchors.positions[at], anchors.keys[at])

    def _current(self, db: sqlite3.Connection, listing: Listing) -> _Anchors:
        (revision,) = db.execute("SELECT revision FROM totals WHERE kind = ?", (listing.revision,)).fetchone()
        name = (listing.name, listing.bound)
        with self._lock:
            known = self._anchors.get(name)
        if known is None or known.revision != revision:
            known = _made(db, listing, revision)
        with self._lock:
            self._anchors[name] = known
            self._anchors.move_to_end(name)
            while len(self._anchors) > _MOST_LISTS:
                self._anchors.popitem(last=False)
        return known


def _made(db: sqlite3.Connection, listing: Listing, revision: int) -> _Anchors:
    """Walks the whole index once: about 0.3 s for a million rows."""
    down = " DESC" if listing.is_descending else ""
    rows = db.execute(
        f"""SELECT DISTINCT first, key FROM (
            SELECT {listing.key} AS key, row_number() OVER ordered AS number, rank() OVER ordered AS first
            FROM {listing.table} WHERE {listing.where} WINDOW ordered AS (ORDER BY {listing.key}{down}))
        WHERE number % {_STEP} = 0 ORDER BY first""",
        listing.bound,
    ).fetchall()
    return _Anchors(revision, tuple(row[0] - 1 for row in rows), tuple(row[1] for row in rows))
