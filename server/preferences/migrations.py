"""The tables of what people prefer, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("preferences")


@migrations()
def adjustments(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE adjustments (
            whose TEXT PRIMARY KEY,  -- `user 3`, `device virtual-kitchen`
            equalizer_db TEXT NOT NULL,  -- one number a band, with commas
            balance REAL NOT NULL,
            is_mono INTEGER NOT NULL,
            has_crossfeed INTEGER NOT NULL
        ) WITHOUT ROWID"""
    )


@migrations()
def book_rates(tables: Tables) -> None:
    tables.execute("CREATE TABLE book_rates (user_id INTEGER PRIMARY KEY, rate REAL NOT NULL)")
