"""The tables of podcasts, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("podcasts")


@migrations()
def podcasts(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE podcasts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL DEFAULT '',
            description TEXT NOT NULL DEFAULT '', image_url TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL DEFAULT 'new', error TEXT NOT NULL DEFAULT '', etag TEXT NOT NULL DEFAULT '',
            modified TEXT NOT NULL DEFAULT '', refreshed_utc TEXT)"""
    )
    tables.execute(
        """CREATE TABLE podcast_episodes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            podcast_id INTEGER NOT NULL REFERENCES podcasts(id) ON DELETE CASCADE, guid TEXT NOT NULL,
            title TEXT NOT NULL, description TEXT NOT NULL, published_utc TEXT, media_url TEXT NOT NULL,
            mime TEXT NOT NULL, size_bytes INTEGER NOT NULL, duration_s INTEGER NOT NULL,
            status TEXT NOT NULL DEFAULT 'new', error TEXT NOT NULL DEFAULT '', file TEXT NOT NULL DEFAULT '',
            is_wanted INTEGER NOT NULL DEFAULT 0, UNIQUE (podcast_id, guid))"""
    )
    tables.execute("CREATE INDEX podcast_episodes_by_time ON podcast_episodes(published_utc)")
    tables.execute("CREATE INDEX podcast_episodes_by_status ON podcast_episodes(status)")
