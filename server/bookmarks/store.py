"""One bookmark a track and user."""

from __future__ import annotations

from datetime import datetime

from library import Database, TrackId, UserId
from server.bookmarks.model import Bookmark
from server.clock import Clock


class Bookmarks:
    """Any thread; each call is one short transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, user: UserId, track: TrackId, position_ms: int, comment: str) -> None:
        """In place of the one that the track may have."""
        now = self._clock.now_utc().isoformat()
        with self._database.writing() as tables:
            tables.conn.execute(
                """INSERT INTO bookmarks VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                position_ms = excluded.position_ms, comment = excluded.comment, changed_utc = excluded.changed_utc""",
                (user, track, position_ms, comment, now, now),
            )

    def remove(self, user: UserId, track: TrackId) -> bool:
        """Whether there was one."""
        with self._database.writing() as tables:
            done = tables.conn.execute(
                "DELETE FROM bookmarks WHERE user_id = ? AND track_id = ?", (user, track)
            )
        return done.rowcount > 0

    def list(self, user: UserId) -> list[Bookmark]:
        """The one that changed last first."""
        rows = self._database.reading().execute(
            "SELECT * FROM bookmarks WHERE user_id = ? ORDER BY changed_utc DESC, track_id", (user,)
        )
        return [
            Bookmark(
                TrackId(row["track_id"]),
                row["position_ms"],
                row["comment"],
                datetime.fromisoformat(row["created_utc"]),
                datetime.fromisoformat(row["changed_utc"]),
            )
            for row in rows
        ]

    def forget_user(self, user: UserId) -> None:
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM bookmarks WHERE user_id = ?", (user,))
