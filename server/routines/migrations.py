"""The tables of routines, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("routines")


@migrations()
def sleep_timers(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE sleep_timers (
            session_id TEXT PRIMARY KEY,
            until TEXT NOT NULL,
            ends_utc TEXT,
            fade_entry TEXT,  -- where the fade began …
            fade_position_ms INTEGER,
            volumes TEXT,  -- … and how loud it was: `virtual-kitchen 50`, one a line
            is_over INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


@migrations()
def alarms(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE alarms (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            owner_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            rings_at TEXT NOT NULL,  -- 06:30, by the clock on the wall
            weekdays TEXT NOT NULL,  -- 0 is Monday, with spaces between; none: once
            devices TEXT NOT NULL,  -- with spaces between
            fallback_device TEXT,
            item TEXT,  -- NULL: what was playing
            volume_percent INTEGER NOT NULL,
            ramp_s INTEGER NOT NULL,
            is_on INTEGER NOT NULL,
            since_utc TEXT NOT NULL,  -- it rings for the first time after this
            snoozed_utc TEXT,
            session_id TEXT  -- where it plays
        ) STRICT"""
    )


@migrations()
def announcement_asides(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE announcement_asides (
            id INTEGER PRIMARY KEY CHECK (id = 1),  -- one thing is said at a time
            aside TEXT NOT NULL  -- volumes, sessions, what others played: JSON
        ) STRICT"""
    )
