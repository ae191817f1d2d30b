"""Sleep timers and alarms in the database; the only SQL about them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from devices import DeviceId
from library import Database
from server.routines.sleep import Fade, SleepTimer, Until
from server.sessions import EntryId, SessionId


class RoutineStore:
    """Any thread; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sleep_timers(self) -> list[SleepTimer]:
        rows = self._database.reading().execute("SELECT * FROM sleep_timers")
        return [_sleep_timer(row) for row in rows]

    def save_sleep_timer(self, timer: SleepTimer) -> None:
        fade = timer.fade
        row = (
            timer.session,
            timer.until.value,
            timer.ends_utc.isoformat() if timer.ends_utc else None,
            fade.entry if fade else None,
            fade.position_ms if fade else None,
            "\n".join(f"{device} {percent}" for device, percent in fade.volumes) if fade else None,
            int(timer.is_over),
        )
        with self._database.writing() as db:
            db.conn.execute("INSERT OR REPLACE INTO sleep_timers VALUES (?,?,?,?,?,?,?)", row)

    def remove_sleep_timer(self, id: SessionId) -> None:
        with self._database.writing() as db:
            db.conn.execute("DELETE FROM sleep_timers WHERE session_id = ?", (id,))


def _sleep_timer(row: sqlite3.Row) -> SleepTimer:
    ends = row["ends_utc"]
    return SleepTimer(
        SessionId(row["session_id"]),
        Until(row["until"]),
        datetime.fromisoformat(ends) if ends else None,
        _fade(row),
        is_over=bool(row["is_over"]),
    )


def _fade(row: sqlite3.Row) -> Fade | None:
    if row["fade_entry"] is None:
        return None
    pairs = (line.rpartition(" ") for line in row["volumes"].splitlines())
    volumes = tuple((DeviceId(device), int(percent)) for device, _, percent in pairs)
    return Fade(EntryId(row["fade_entry"]), row["fade_position_ms"], volumes)
