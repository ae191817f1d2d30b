"""The tables of radio stations, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("stations")


@migrations()
def stations(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE stations (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, stream_url TEXT NOT NULL,
            homepage_url TEXT NOT NULL, picture TEXT)"""
    )
    tables.execute(
        """CREATE TABLE station_pictures (
            station_id INTEGER PRIMARY KEY REFERENCES stations(id) ON DELETE CASCADE, data BLOB NOT NULL)"""
    )
