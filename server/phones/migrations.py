"""The tables of phones, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("phones")


@migrations()
def saved_queues(tables: Tables) -> None:
    # The queue itself is the session's; this tells which one, and who saved it.
    tables.execute(
        """CREATE TABLE saved_queues (
            user_id INTEGER PRIMARY KEY, session_id TEXT NOT NULL,
            changed_utc TEXT NOT NULL, changed_by TEXT NOT NULL)"""
    )


@migrations()
def jukebox_speakers(tables: Tables) -> None:
    tables.execute("CREATE TABLE jukebox_speakers (user_id INTEGER PRIMARY KEY, device_id TEXT NOT NULL)")
