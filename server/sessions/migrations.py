"""The tables of sessions: append only; a released step never changes."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("sessions")


@migrations()
def m001_sessions(db: Tables) -> None:
    db.execute("""
        CREATE TABLE sessions (
          id TEXT PRIMARY KEY,
          owner_id INTEGER NOT NULL,
          name TEXT NOT NULL,
          queue_index INTEGER,
          queue_revision INTEGER NOT NULL,
          shuffle INTEGER NOT NULL,
          repeat TEXT NOT NULL,
          position_ms INTEGER NOT NULL,
          serial INTEGER NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE session_entries (
          session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          entry_id TEXT NOT NULL,
          track_id TEXT NOT NULL,
          duration_ms INTEGER NOT NULL,
          rank INTEGER NOT NULL,
          PRIMARY KEY (session_id, place)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE handoffs (
          id INTEGER PRIMARY KEY,
          session_id TEXT NOT NULL,
          source_ids TEXT NOT NULL,
          target_id TEXT NOT NULL,
          outcome TEXT NOT NULL,
          reason TEXT,
          asked_utc TEXT NOT NULL,
          predicted_ms INTEGER NOT NULL,
          audible_ms INTEGER,
          overlap_ms INTEGER,
          gap_ms INTEGER,
          position_error_ms INTEGER,
          corrections INTEGER NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE latencies (
          id INTEGER PRIMARY KEY,
          device_id TEXT NOT NULL,
          latency_ms INTEGER NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX latencies_by_device ON latencies(device_id)")


@migrations()
def m002_session_rates(db: Tables) -> None:
    db.execute("ALTER TABLE sessions ADD COLUMN rate REAL NOT NULL DEFAULT 1")


@migrations()
def m003_session_outputs(db: Tables) -> None:
    db.execute("""
        CREATE TABLE session_outputs (
          session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
          device_id TEXT NOT NULL,
          token TEXT NOT NULL,
          next_token TEXT,
          next_entry_id TEXT,
          PRIMARY KEY (session_id, device_id)
        ) STRICT, WITHOUT ROWID
    """)


@migrations()
def m004_latencies_by_start(db: Tables) -> None:
    db.execute("ALTER TABLE latencies ADD COLUMN mime TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE latencies ADD COLUMN is_cold INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE handoffs ADD COLUMN latency_ms INTEGER")
    db.execute("ALTER TABLE handoffs ADD COLUMN is_cold INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE handoffs ADD COLUMN mime TEXT")


@migrations()
def m005_latencies_of_seeks(db: Tables) -> None:
    db.execute("ALTER TABLE latencies ADD COLUMN is_seek INTEGER NOT NULL DEFAULT 0")
