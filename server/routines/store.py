"""Sleep timers, alarms and what stepped aside for an announcement, in the database; the only SQL about them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, time

from devices import DeviceId
from library import Database, UserId
from server.routines.alarm import Alarm, AlarmId
from server.routines.aside import Aside
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

    def alarms(self) -> list[Alarm]:
        rows = self._database.reading().execute("SELECT * FROM alarms")
        return [_alarm(row) for row in rows]

    def add_alarm(self, alarm: Alarm) -> Alarm:
        """With the id that it gets, never one of a removed alarm."""
        with self._database.writing() as db:
            places = ",".join("?" * 13)
            done = db.conn.execute(f"INSERT INTO alarms VALUES (NULL,{places})", _alarm_row(alarm))
            return replace(alarm, id=AlarmId(int(done.lastrowid or 0)))

    def save_alarm(self, alarm: Alarm) -> None:
        with self._database.writing() as db:
            db.conn.execute(
                "UPDATE alarms SET owner_id=?, name=?, rings_at=?, weekdays=?, devices=?, fallback_device=?, item=?, "
                "volume_percent=?, ramp_s=?, is_on=?, since_utc=?, snoozed_utc=?, session_id=? WHERE id=?",
                (*_alarm_row(alarm), alarm.id),
            )

    def remove_alarm(self, id: AlarmId) -> None:
        with self._database.writing() as db:
            db.conn.execute("DELETE FROM alarms WHERE id = ?", (id,))

    def find_aside(self) -> Aside | None:
        """What stepped aside for an announcement that was never over."""
        row = self._database.reading().execute("SELECT aside FROM announcement_asides").fetchone()
        return Aside.of_text(row["aside"]) if row else None

    def save_aside(self, aside: Aside) -> None:
        with self._database.writing() as db:
            db.conn.execute("INSERT OR REPLACE INTO announcement_asides VALUES (1, ?)", (aside.as_text(),))

    def forget_aside(self) -> None:
        with self._database.writing() as db:
            db.conn.execute("DELETE FROM announcement_asides")


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


def _alarm_row(alarm: Alarm) -> tuple[object, ...]:
    return (
        alarm.owner,
        alarm.name,
        alarm.rings_at.isoformat("minutes"),
        " ".join(str(day) for day in sorted(alarm.weekdays)),
        " ".join(alarm.devices),
        alarm.fallback_device,
        alarm.item,
        alarm.volume_percent,
        alarm.ramp_s,
        int(alarm.is_on),
        alarm.since_utc.isoformat(),
        alarm.snoozed_utc.isoformat() if alarm.snoozed_utc else None,
        alarm.session,
    )


def _alarm(row: sqlite3.Row) -> Alarm:
    snoozed, fallback, session = (row[name] for name in ("snoozed_utc", "fallback_device", "session_id"))
    return Alarm(
        id=AlarmId(row["id"]),
        owner=UserId(row["owner_id"]),
        name=row["name"],
        rings_at=time.fromisoformat(row["rings_at"]),
        weekdays=frozenset(int(day) for day in row["weekdays"].split()),
        devices=tuple(DeviceId(device) for device in row["devices"].split()),
        since_utc=datetime.fromisoformat(row["since_utc"]),
        item=row["item"],
        fallback_device=DeviceId(fallback) if fallback else None,
        volume_percent=row["volume_percent"],
        ramp_s=row["ramp_s"],
        is_on=bool(row["is_on"]),
        snoozed_utc=datetime.fromisoformat(snoozed) if snoozed else None,
        session=SessionId(session) if session else None,
    )
