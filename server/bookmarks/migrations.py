"""The table of bookmarks, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("bookmarks")


@migrations()
def bookmarks(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE bookmarks (
            user_id INTEGER NOT NULL, track_id TEXT NOT NULL, position_ms INTEGER NOT NULL,
            comment TEXT NOT NULL, created_utc TEXT NOT NULL, changed_utc TEXT NOT NULL,
            PRIMARY KEY (user_id, track_id)) WITHOUT ROWID"""
    )
