"""Which queue somebody saved last and from where, and which speaker they used as a jukebox."""

from __future__ import annotations

from datetime import datetime

from devices import DeviceId
from library import Database, UserId
from server.phones.model import Saved
from server.sessions import SessionId


class PhoneStore:
    """Any thread; each call is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_saved(self, user: UserId) -> Saved | None:
        rows = self._database.reading().execute("SELECT * FROM saved_queues WHERE user_id = ?", (user,))
        row = rows.fetchone()
        if row is None:
            return None
        changed_utc = datetime.fromisoformat(row["changed_utc"])
        return Saved(SessionId(row["session_id"]), changed_utc, row["changed_by"])

    def save(self, user: UserId, saved: Saved) -> None:
        with self._database.writing() as tables:
            tables.conn.execute(
                "INSERT OR REPLACE INTO saved_queues VALUES (?, ?, ?, ?)",
                (user, saved.session, saved.changed_utc.isoformat(), saved.changed_by),
            )

    def find_speaker(self, user: UserId) -> DeviceId | None:
        """The one used last."""
        rows = self._database.reading().execute(
            "SELECT device_id FROM jukebox_speakers WHERE user_id = ?", (user,)
        )
        row = rows.fetchone()
        return None if row is None else DeviceId(row["device_id"])

    def use_speaker(self, user: UserId, device: DeviceId) -> None:
        if self.find_speaker(user) == device:
            return
        with self._database.writing() as tables:
            tables.conn.execute("INSERT OR REPLACE INTO jukebox_speakers VALUES (?, ?)", (user, device))

    def forget_user(self, user: UserId) -> None:
        with self._database.writing() as tables:
            for table in ("saved_queues", "jukebox_speakers"):
                tables.conn.execute(f"DELETE FROM {table} WHERE user_id = ?", (user,))
