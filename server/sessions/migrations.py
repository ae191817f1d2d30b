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
