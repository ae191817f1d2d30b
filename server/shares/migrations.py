"""The tables of shares, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("shares")


@migrations()
def shares(tables: Tables) -> None:
    # AUTOINCREMENT: an id that an app still remembers never becomes another share.
    tables.execute(
        """CREATE TABLE shares (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
            user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            description TEXT NOT NULL, created_utc TEXT NOT NULL, expires_utc TEXT,
            visited_utc TEXT, visits INTEGER NOT NULL DEFAULT 0)"""
    )
    tables.execute("CREATE INDEX shares_of_user ON shares(user_id)")
    tables.execute(
        """CREATE TABLE share_items (
            share_id INTEGER NOT NULL REFERENCES shares(id) ON DELETE CASCADE, place INTEGER NOT NULL,
            item TEXT NOT NULL, PRIMARY KEY (share_id, place)) WITHOUT ROWID"""
    )
