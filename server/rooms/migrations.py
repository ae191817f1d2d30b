"""The tables of rooms, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("rooms")


@migrations()
def rooms(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE rooms (
            device_id TEXT PRIMARY KEY,
            name TEXT,
            icon TEXT,
            is_hidden INTEGER NOT NULL,
            users TEXT,  -- ids with spaces between; NULL: everybody
            quality_kbps INTEGER,
            max_volume_percent INTEGER NOT NULL,
            night_begins TEXT,  -- 22:00
            night_ends TEXT,
            night_percent INTEGER,
            kind TEXT,  -- what was seen of it; NULL: nothing yet
            own_name TEXT,
            model TEXT,
            seen_utc TEXT
        ) STRICT, WITHOUT ROWID"""
    )
