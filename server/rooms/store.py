"""Rooms in the database; the only SQL about them."""

from __future__ import annotations

import sqlite3
from datetime import datetime, time

from devices import DeviceId, DeviceKind
from library import Database, UserId
from server.rooms.model import Night, Room, RoomIcon, Sighting, Wishes


class RoomStore:
    """Any thread; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> list[Room]:
        rows = self._database.reading().execute("SELECT * FROM rooms")
        return [_room(row) for row in rows]

    def save(self, room: Room) -> None:
        with self._database.writing() as db:
            db.conn.execute("INSERT OR REPLACE INTO rooms VALUES (" + ",".join("?" * 14) + ")", _row(room))

    def remove(self, device: DeviceId) -> None:
        with self._database.writing() as db:
            db.conn.execute("DELETE FROM rooms WHERE device_id = ?", (device,))


def _row(room: Room) -> tuple[object, ...]:
    wishes, seen, night = room.wishes, room.sighting, room.wishes.night
    return (
        room.device,
        wishes.name,
        wishes.icon.value if wishes.icon else None,
        int(wishes.is_hidden),
        None if wishes.users is None else " ".join(str(user) for user in sorted(wishes.users)),
        wishes.quality_kbps,
        wishes.max_volume_percent,
        night.begins.isoformat("minutes") if night else None,
        night.ends.isoformat("minutes") if night else None,
        night.max_volume_percent if night else None,
        seen.kind.value if seen else None,
        seen.name if seen else None,
        seen.model if seen else None,
        seen.seen_utc.isoformat() if seen else None,
    )


def _room(row: sqlite3.Row) -> Room:
    users = row["users"]
    wishes = Wishes(
        name=row["name"],
        icon=RoomIcon(row["icon"]) if row["icon"] else None,
        is_hidden=bool(row["is_hidden"]),
        users=None if users is None else frozenset(UserId(int(user)) for user in users.split()),
        quality_kbps=row["quality_kbps"],
        max_volume_percent=row["max_volume_percent"],
        night=_night(row),
    )
    return Room(DeviceId(row["device_id"]), wishes, _sighting(row))


def _night(row: sqlite3.Row) -> Night | None:
    if row["night_begins"] is None:
        return None
    begins, ends = (time.fromisoformat(row[name]) for name in ("night_begins", "night_ends"))
    return Night(begins, ends, row["night_percent"])


def _sighting(row: sqlite3.Row) -> Sighting | None:
    if row["seen_utc"] is None:
        return None
    seen_utc = datetime.fromisoformat(row["seen_utc"])
    return Sighting(DeviceKind(row["kind"]), row["own_name"], row["model"], seen_utc)
