"""Says something in rooms, one thing after another, and lets the music there go on from where it was."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from devices import DeviceId, UnknownDevice
from devices.hub import DeviceHub
from server.routines.desk import Desk
from server.routines.errors import TooManyAnnouncements
from server.routines.interlude import Interludes
from server.sessions import Sessions
from server.streaming import Recording

log = logging.getLogger(__name__)

WAITING_MOST = 8
START_S = 15.0  # a cold speaker needs up to 10 s


@dataclass(frozen=True, slots=True)
class Announcement:
    sound: Recording
    devices: tuple[DeviceId, ...]
    volume_percent: int | None  # None: as loud as it is


class Announcer:
    """Any thread. Its own, `announcements`, waits for devices."""

    def __init__(self, *, sessions: Sessions, hub: DeviceHub, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._interludes = Interludes(sessions)
        self._waiting: queue.Queue[Announcement | None] = queue.Queue(maxsize=WAITING_MOST)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="announcements", daemon=True)
        self._thread.start()

    def announce(self, announcement: Announcement) -> int:
        """How many are heard before it. Raises: TooManyAnnouncements."""
        before = self._waiting.qsize()
        try:
            self._waiting.put_nowait(announcement)
        except queue.Full:
            raise TooManyAnnouncements(WAITING_MOST) from None
        return before

    def close(self) -> None:
        """Joined within 2 s; what waits is not heard any more."""
        self._closing.set()
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                announcement = self._waiting.get(timeout=60)
                if announcement is not None and not self._closing.is_set():
                    self._announce(announcement)
            except queue.Empty:
                continue
            except Exception:  # a thread root: the next one is heard
                log.exception("announcements")

    def _announce(self, announcement: Announcement) -> None:
        held = self._interludes.hold(announcement.devices)
        volumes = self._turn(announcement)
        try:
            loaded = [self._desk.load(device, announcement.sound) for device in announcement.devices]
            tokens = [token for token in loaded if token is not None]
            within_s = START_S + announcement.sound.duration_ms / 1000
            self._desk.wait_for_end(tokens, within_s=within_s, unless=self._closing.is_set)
            for token in tokens:
                self._desk.stop(token)
        finally:
            for device, percent in volumes:
                self._set_volume(device, percent)
            for each in held:
                self._interludes.resume(each)

    def _turn(self, announcement: Announcement) -> Sequence[tuple[DeviceId, int]]:
        """How loud they were."""
        if announcement.volume_percent is None:
            return ()
        states = [self._hub.find(device) for device in announcement.devices]
        before = [(s.info.id, s.volume_percent) for s in states if s and s.volume_percent is not None]
        for device in announcement.devices:
            self._set_volume(device, announcement.volume_percent)
        return before

    def _set_volume(self, device: DeviceId, percent: int) -> None:
        with suppress(UnknownDevice):
            self._hub.set_volume(device, percent)
