"""The tables of people, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("users")


@migrations()
def m001_people(tables: Tables) -> None:
    # AUTOINCREMENT: a removed user's number never comes back, so nobody inherits another's marks.
    tables.execute(
        """CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL, is_admin INTEGER NOT NULL, created_utc TEXT NOT NULL)"""
    )
    tables.execute(
        """CREATE TABLE logins (
            token_hash TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            expires_utc TEXT NOT NULL) WITHOUT ROWID"""
    )
    tables.execute("CREATE INDEX logins_of_user ON logins(user_id)")
    tables.execute(
        """CREATE TABLE app_passwords (
            id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            label TEXT NOT NULL, secret TEXT NOT NULL, secret_hash TEXT NOT NULL UNIQUE,
            created_utc TEXT NOT NULL, used_utc TEXT) WITHOUT ROWID"""
    )
    tables.execute("CREATE INDEX app_passwords_of_user ON app_passwords(user_id)")


@migrations()
def users_max_kbps(tables: Tables) -> None:
    tables.execute("ALTER TABLE users ADD COLUMN max_kbps INTEGER")
