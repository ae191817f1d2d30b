"""The places of the house as people know them: in memory to be asked often, in the database to last."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta, tzinfo

from devices import DeviceId, DeviceInfo, DeviceKind
from library import Database, UserId
from server.clock import Clock
from server.rooms import limits
from server.rooms.model import NO_WISHES, Room, Sighting, Wishes
from server.rooms.store import RoomStore

_SEEN_AGAIN = timedelta(minutes=1)  # a device that says so every second is not written every second


class Rooms:
    """Any thread. What is seen is only noted: `write_seen` writes it."""

    def __init__(self, database: Database, clock: Clock, zone: tzinfo) -> None:
        """`zone` is that of the clock on the wall."""
        self._store = RoomStore(database)
        self._clock = clock
        self._zone = zone
        self._lock = threading.Lock()  # held for a moment
        self._writing = threading.Lock()  # the last decision is the last that is written
        self._rooms = {room.device: room for room in self._store.load_all()}
        self._unwritten: set[DeviceId] = set()

    def list_all(self) -> list[Room]:
        """By what people call them."""
        return sorted(self._rooms.values(), key=lambda room: (_shown(room).casefold(), room.device))

    def find(self, device: DeviceId) -> Room | None:
        return self._rooms.get(device)

    def wishes(self, device: DeviceId) -> Wishes:
        room = self._rooms.get(device)
        return NO_WISHES if room is None else room.wishes

    def choose(self, device: DeviceId, wishes: Wishes) -> None:
        with self._lock:
            room = replace(self._rooms.get(device, Room(device)), wishes=wishes)
            self._rooms = {**self._rooms, device: room}
        self._write(device)

    def forget(self, device: DeviceId) -> None:
        """It is as if it had never been seen. Unknown ones do nothing."""
        with self._lock:
            self._rooms = {id: room for id, room in self._rooms.items() if id != device}
            self._unwritten.discard(device)
        self._write(device)

    def forget_user(self, user: UserId) -> None:
        for room in self.list_all():
            users = room.wishes.users
            if users is not None and user in users:
                self.choose(room.device, replace(room.wishes, users=users - {user}))

    # -- what the house asks ------------------------------------------------------------------------------------

    def name_of(self, info: DeviceInfo) -> str:
        return self.wishes(info.id).name or info.name

    def most_percent(self, device: DeviceId) -> int:
        """How loud it may be now."""
        now = self._clock.now_utc().astimezone(self._zone).time()
        return limits.most_percent(self.wishes(device), now)

    def may_use(self, device: DeviceId, user: UserId) -> bool:
        return limits.may_use(self.wishes(device), user)

    def quality_kbps(self, device: DeviceId) -> int | None:
        return self.wishes(device).quality_kbps

    # -- what is seen -------------------------------------------------------------------------------------------

    def saw(self, info: DeviceInfo) -> None:
        """Returns at once. Pages and phones come and go: they are kept only if somebody decided something of them."""
        now_utc = self._clock.now_utc()
        with self._lock:
            known = self._rooms.get(info.id)
            if known is None and info.kind in (DeviceKind.BROWSER, DeviceKind.PHONE):
                return
            seen = Sighting(info.kind, info.name, info.model, now_utc)
            before = known.sighting if known else None
            is_news = before is None or replace(before, seen_utc=now_utc) != seen
            if is_news or (before is not None and now_utc - before.seen_utc >= _SEEN_AGAIN):
                self._rooms = {**self._rooms, info.id: replace(known or Room(info.id), sighting=seen)}
                self._unwritten.add(info.id)

    def left(self, device: DeviceId) -> None:
        """It was there until now. Returns at once."""
        with self._lock:
            room = self._rooms.get(device)
            if room is not None and room.sighting is not None:
                seen = replace(room.sighting, seen_utc=self._clock.now_utc())
                self._rooms = {**self._rooms, device: replace(room, sighting=seen)}
                self._unwritten.add(device)

    def write_seen(self) -> None:
        """May wait for the database."""
        with self._lock:
            devices = sorted(self._unwritten)
            self._unwritten.clear()
        for device in devices:
            self._write(device)

    def _write(self, device: DeviceId) -> None:
        """As it is by now."""
        with self._writing:
            room = self._rooms.get(device)
            if room is None:
                self._store.remove(device)
            else:
                self._store.save(room)


def _shown(room: Room) -> str:
    return room.wishes.name or (room.sighting.name if room.sighting else room.device)
