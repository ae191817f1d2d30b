"""What happens by itself, or to several devices at once: volumes, sleep timers, alarms, announcements."""

from __future__ import annotations

import logging
import threading

from devices import Arrived, Gone, Report
from devices.hub import DeviceHub
from library import Database, UserId
from server.clock import Clock
from server.events import EventBus
from server.rooms import Rooms
from server.routines.sleeper import Sleeper
from server.routines.store import RoutineStore
from server.routines.volumes import Volumes
from server.sessions import Change, Sessions

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
    ) -> None:
        self._rooms = rooms
        self._hub = hub
        store = RoutineStore(database)
        self.volumes = Volumes(sessions=sessions, hub=hub, rooms=rooms, clock=clock)
        self.sleep = Sleeper(sessions=sessions, hub=hub, store=store, bus=bus, clock=clock)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="routines", daemon=True)
        self._thread.start()

    def hear(self, said: Report) -> None:
        """A device's word; returns at once."""
        match said:
            case Arrived(info):
                self._rooms.saw(info)
            case Gone(device):
                self._rooms.left(device)
            case _:
                pass

    def forget_user(self, user: UserId) -> None:
        """What they had arranged."""

    def close(self) -> None:
        """Joined within 2 s; what was seen is written."""
        self._closing.set()
        self._thread.join(timeout=2)
        self._rooms.write_seen()

    def tick(self) -> None:
        self.volumes.tick()
        self.sleep.tick()
        self._rooms.write_seen()

    def _run(self) -> None:
        while not self._closing.wait(TICK_S):
            try:
                self.tick()
            except Exception:  # a thread root: what failed is tried again
                log.exception("routines")
