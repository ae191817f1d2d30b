"""How music is to sound to a user, or in a place."""

from __future__ import annotations

import sqlite3

from devices import DeviceId
from library import Database, UserId
from server.preferences.model import NOTHING, Adjustment


class Preferences:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_user(self, user: UserId) -> Adjustment | None:
        """None: nothing was chosen."""
        return self._find(f"user {user}")

    def of_device(self, device: DeviceId) -> Adjustment | None:
        return self._find(f"device {device}")

    def for_sound(self, user: UserId, device: DeviceId) -> Adjustment:
        """What a device does for somebody: the place's own choice goes before the person's."""
        return self.of_device(device) or self.of_user(user) or NOTHING

    def choose_for_user(self, user: UserId, adjustment: Adjustment | None) -> None:
        """None takes the choice back."""
        self._write(f"user {user}", adjustment)

    def choose_for_device(self, device: DeviceId, adjustment: Adjustment | None) -> None:
        """As `choose_for_user`."""
        self._write(f"device {device}", adjustment)

    def book_rate(self, user: UserId) -> float:
        """How fast somebody listens to audiobooks: so much of them in a second. 1: as they were read."""
        rows = self._database.reading().execute("SELECT rate FROM book_rates WHERE user_id = ?", (user,))
        row = rows.fetchone()
        return 1.0 if row is None else float(row["rate"])

    def keep_book_rate(self, user: UserId, rate: float) -> None:
        with self._database.writing() as tables:
            tables.conn.execute(
                "INSERT INTO book_rates VALUES (?, ?) ON CONFLICT DO UPDATE SET rate = excluded.rate",
                (user, rate),
            )

    def forget_user(self, user: UserId) -> None:
        self._write(f"user {user}", None)
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM book_rates WHERE user_id = ?", (user,))

    def _find(self, whose: str) -> Adjustment | None:
        rows = self._database.reading().execute("SELECT * FROM adjustments WHERE whose = ?", (whose,))
        row = rows.fetchone()
        return None if row is None else _adjustment(row)

    def _write(self, whose: str, adjustment: Adjustment | None) -> None:
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM adjustments WHERE whose = ?", (whose,))
            if adjustment is not None:
                bands = ",".join(f"{db:g}" for db in adjustment.equalizer_db)
                row = (whose, bands, adjustment.balance, adjustment.is_mono, adjustment.has_crossfeed)
                tables.conn.execute("INSERT INTO adjustments VALUES (?, ?, ?, ?, ?)", row)


def _adjustment(row: sqlite3.Row) -> Adjustment:
    bands = tuple(float(db) for db in row["equalizer_db"].split(","))
    return Adjustment(bands, row["balance"], bool(row["is_mono"]), bool(row["has_crossfeed"]))
