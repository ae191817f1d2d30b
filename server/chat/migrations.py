"""The table of the chat, append-only: a released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("chat")


@migrations()
def chat_messages(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE chat_messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            at_utc_ms INTEGER NOT NULL, text TEXT NOT NULL)"""
    )
    tables.execute("CREATE INDEX chat_messages_of_user ON chat_messages(user_id)")
