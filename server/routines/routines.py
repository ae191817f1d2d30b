"""What happens by itself, or to several devices at once: volumes, sleep timers, alarms, announcements."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import tzinfo

from devices import Arrived, DeviceInfo, Gone, Report
from devices.hub import DeviceHub
from library import Database, UserId
from server.clock import Clock
from server.events import EventBus
from server.rooms import Rooms
from server.routines.alarms import Alarms
from server.routines.announcer import Announcer
from server.routines.desk import Desk
from server.routines.diary import Diary
from server.routines.ringer import Ringer, TracksOf
from server.routines.sleeper import Sleeper
from server.routines.sounds import Sounds
from server.routines.store import RoutineStore
from server.routines.volumes import Volumes
from server.sessions import Change, Sessions
from server.streaming import Recordings

log = logging.getLogger(__name__)

TICK_S = 0.25


class Routines:
    """Any thread. One thread of its own, `routines`, looks several times a second whether something is due."""

    def __init__(
        self,
        *,
        database: Database,
        sessions: Sessions,
        hub: DeviceHub,
        rooms: Rooms,
        bus: EventBus[Change],
        clock: Clock,
        zone: tzinfo,
        origin: Callable[[DeviceInfo], str],
        recordings: Recordings,
        tracks_of: TracksOf,
    ) -> None:
        """`zone` is that of the clock on the wall; `origin` what a kind of device puts before a path of ours;
        `tracks_of` what the tracks of a list of ids are, to a user."""
        self._rooms = rooms
        self._hub = hub
        store = RoutineStore(database)
        self.volumes = Volumes(sessions=sessions, hub=hub, rooms=rooms, clock=clock)
        self.sleep = Sleeper(sessions=sessions, hub=hub, store=store, bus=bus, clock=clock)
        self.diary = Diary(clock.now_utc)
        self.recordings = recordings
        self.sounds = Sounds(recordings)
        self._desk = Desk(hub, origin)
        self.announcer = Announcer(
            sessions=sessions, hub=hub, desk=self._desk, store=store, bus=bus, clock=clock
        )
        ringer = Ringer(
            sessions=sessions,
            hub=hub,
            rooms=rooms,
            desk=self._desk,
            clock=clock,
            tracks_of=tracks_of,
            bell=self.sounds.bell,
        )
        self.alarms = Alarms(store=store, ringer=ringer, bus=bus, clock=clock, zone=zone)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="routines", daemon=True)
        self._thread.start()

    def hear(self, said: Report) -> None:
        """A device's word; returns at once."""
        self._desk.hear(said)
        self.diary.hear(said)
        match said:
            case Arrived(info):
                self._rooms.saw(info)
            case Gone(device):
                self._rooms.left(device)
            case _:
                pass

    def forget_user(self, user: UserId) -> None:
        """What they had arranged."""
        self.alarms.forget_user(user)

    def close(self) -> None:
        """Joined within 2 s each; what was seen is written."""
        self._closing.set()
        self.announcer.close()
        self._thread.join(timeout=2)
        self._rooms.write_seen()

    def tick(self) -> None:
        """Each by itself: whatever fails, alarms ring."""
        for part in (self.alarms.tick, self.sleep.tick, self.volumes.tick, self._rooms.write_seen):
            try:
                part()
            except Exception:  # as a thread's root: what failed is tried again
                log.exception("routines")

    def _run(self) -> None:
        while not self._closing.wait(TICK_S):
            self.tick()
