"""The chat of the house: the latest messages, whose writer may be gone tomorrow."""

from __future__ import annotations

from dataclasses import dataclass

from library import Database, UserId
from server.clock import Clock

MOST_MESSAGES = 1_000
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Message:
    user: str
    at_utc_ms: int
    text: str


class Chat:
    """Any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def say(self, user: UserId, text: str) -> None:
        """What is too long is cut; the oldest makes room."""
        at_ms = int(self._clock.now_utc().timestamp() * 1000)
        with self._database.writing() as tables:
            tables.execute(
                "INSERT INTO chat_messages (user_id, at_utc_ms, text) VALUES (?, ?, ?)",
                [user, at_ms, text[:LONGEST]],
            )
            tables.execute(
                "DELETE FROM chat_messages WHERE id <= (SELECT max(id) FROM chat_messages) - ?",
                [MOST_MESSAGES],
            )

    def since(self, at_utc_ms: int) -> list[Message]:
        """Those after that time, oldest first."""
        rows = self._database.reading().execute(
            """SELECT users.name, at_utc_ms, text FROM chat_messages JOIN users ON users.id = user_id
            WHERE at_utc_ms > ? ORDER BY chat_messages.id""",
            (at_utc_ms,),
        )
        return [Message(row[0], row[1], row[2]) for row in rows]
