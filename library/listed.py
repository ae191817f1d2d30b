"""Keeps the rows by which long lists are read in order; inside the caller's transaction. Totals and
revisions are kept by triggers, see library.migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from library.ids import IN_IDS, ids_json


def list_genres_of(db: sqlite3.Connection, *, tracks: Collection[int], releases: Collection[int]) -> None:
    """Of these, as far as they can be seen."""
    _list(db, "track", "tracks t", "t.is_present = 1", tracks)
    _list(db, "release", "releases t", "t.track_count > 0", releases)


def _list(db: sqlite3.Connection, kind: str, source: str, visible: str, ids: Collection[int]) -> None:
    bound = (ids_json(ids),)
    db.execute(f"DELETE FROM listed_{kind}_genres WHERE {kind}_id {IN_IDS}", bound)
    db.execute(
        f"""INSERT OR IGNORE INTO listed_{kind}_genres (genre_id, sort_key, {kind}_id)
        SELECT g.genre_id, t.sort_key, t.id FROM {source} JOIN {kind}_genres g ON g.{kind}_id = t.id
        WHERE {visible} AND t.id {IN_IDS}""",
        bound,
    )
