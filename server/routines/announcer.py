"""Says something in rooms, one thing after another: over the music where a device can, else in a pause of it.

What stepped aside is written down first: a server that was killed meanwhile puts it back when it is there again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from devices import DeviceError, DeviceId, UnknownDevice
from devices.hub import DeviceHub, DeviceState
from server.clock import Clock
from server.events import EventBus
from server.routines.aside import Aside, Way, way_of
from server.routines.desk import Desk, Stage
from server.routines.errors import TooManyAnnouncements
from server.routines.interlude import Interludes
from server.routines.store import RoutineStore
from server.sessions import Change, Noticed, Sessions
from server.streaming import Recording

log = logging.getLogger(__name__)

WAITING_MOST = 8
START_S = 15.0  # a cold speaker needs up to 10 s
FADE_MS = 400
RETURN_S = 60.0  # speakers are found again within this after a restart
LOOK_S = 0.25
FRESH = timedelta(minutes=5)  # music does not begin by itself long after it was cut off


@dataclass(frozen=True, slots=True)
class Announcement:
    sound: Recording
    devices: tuple[DeviceId, ...]
    volume_percent: int | None  # None: as loud as it is
    take: bool = False  # also where what plays cannot be put back


class Announcer:
    """Any thread. Its own, `announcements`, waits for devices."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        hub: DeviceHub,
        desk: Desk,
        store: RoutineStore,
        bus: EventBus[Change],
        clock: Clock,
    ) -> None:
        self._hub = hub
        self._desk = desk
        self._store = store
        self._bus = bus
        self._clock = clock
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

    # -- its own thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._guarded(self._recover)
        while not self._closing.is_set():
            with suppress(queue.Empty):
                announcement = self._waiting.get(timeout=60)
                if announcement is not None and not self._closing.is_set():
                    self._guarded(partial(self._announce, announcement))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception:  # a thread root: the next one is heard
            log.exception("announcements")

    def _announce(self, said: Announcement, *, over: bool = True) -> None:
        ways = self._ways(said, over=over)
        aside = self._step_aside(ways)
        try:
            dumb = self._speak(said, ways)
        finally:
            self._come_back(aside, is_turned=said.volume_percent is not None)
        if dumb and not self._closing.is_set():
            self._announce(replace(said, devices=dumb), over=False)

    def _ways(self, said: Announcement, *, over: bool) -> dict[DeviceId, Way]:
        """Of the places that are there and are spoken to."""
        states = [state for device in said.devices if (state := self._hub.find(device)) is not None]
        ways = {s.info.id: way_of(s, take=said.take) for s in states}
        if not over:
            ways = {device: Way.ASIDE if way is Way.OVER else way for device, way in ways.items()}
        for state in states:
            if ways[state.info.id] is Way.REFUSED:
                self._leave_alone(state)
        return {device: way for device, way in ways.items() if way is not Way.REFUSED}

    def _leave_alone(self, state: DeviceState) -> None:
        text = f"Nothing was said in {state.info.name}: {state.occupied_by or 'an app'} plays there."
        self._bus.publish(Noticed("info", text, None))

    def _step_aside(self, ways: dict[DeviceId, Way]) -> Aside:
        """What cannot be put back is taken out of `ways`."""
        held = self._interludes.plan([device for device, way in ways.items() if way is Way.ASIDE])
        aside = Aside(self._clock.now_utc(), self._volumes(ways), held)
        if set(ways.values()) <= {Way.OVER}:
            return aside
        self._store.save_aside(aside)
        aside = replace(aside, snapshots=self._snapshots(ways))
        self._store.save_aside(aside)
        self._interludes.hold(held)
        return aside

    def _volumes(self, ways: Mapping[DeviceId, Way]) -> dict[DeviceId, int]:
        states = [self._hub.find(device) for device, way in ways.items() if way is Way.ASIDE]
        return {s.info.id: s.volume_percent for s in states if s and s.volume_percent is not None}

    def _snapshots(self, ways: dict[DeviceId, Way]) -> dict[DeviceId, str]:
        noted = {}
        for device in [device for device, way in ways.items() if way is Way.RESTORED]:
            try:
                noted[device] = self._hub.snapshot(device, FADE_MS)
            except DeviceError as error:
                log.info("device=%s nothing is said there: %s", device, error)
                del ways[device]
        return noted

    def _speak(self, said: Announcement, ways: Mapping[DeviceId, Way]) -> tuple[DeviceId, ...]:
        """Until it was heard. Answers where it could not be laid over the music."""
        percent = said.volume_percent
        tokens = {}
        for device, way in ways.items():
            if way is Way.OVER:
                tokens[device] = self._desk.lay_over(device, said.sound, percent)
                continue
            if percent is not None:
                self._set_volume(device, percent)
            tokens[device] = self._desk.load(device, said.sound)
        within_s = START_S + said.sound.duration_ms / 1000
        spoken = {device: token for device, token in tokens.items() if token is not None}
        self._desk.wait_for_end(tuple(spoken.values()), within_s=within_s, unless=self._closing.is_set)
        dumb = [device for device, token in spoken.items() if self._desk.stage(token) is Stage.FAILED]
        for token in spoken.values():
            self._desk.stop(token)
        return tuple(device for device in dumb if ways[device] is Way.OVER)

    def _come_back(self, aside: Aside, *, is_turned: bool) -> None:
        for device, percent in aside.volumes.items() if is_turned else ():
            self._set_volume(device, percent)
        for device, snapshot in aside.snapshots.items():
            self._restore(device, snapshot)
        for each in aside.held:
            self._interludes.resume(each)
        self._store.forget_aside()

    def _restore(self, device: DeviceId, snapshot: str) -> None:
        try:
            self._hub.restore(device, snapshot)
        except DeviceError as error:
            log.warning("device=%s what played there was not put back: %s", device, error)

    def _set_volume(self, device: DeviceId, percent: int) -> None:
        with suppress(UnknownDevice):
            self._hub.set_volume(device, percent)

    # -- after a restart ------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Gives each speaker back what an announcement took from it that was never over; blocks a minute at most."""
        aside = self._store.find_aside()
        if aside is None:
            return
        log.info("an announcement was cut off: %d speakers are given back what they had", len(aside.devices))
        is_fresh = self._clock.now_utc() - aside.at_utc < FRESH
        away = set(aside.devices)
        for _ in range(round(RETURN_S / LOOK_S)):
            for device in [d for d in away if self._is_free(d)]:
                self._give_back(aside, device, is_fresh=is_fresh)
                away.remove(device)
            if not away or self._waiting.qsize() or self._closing.wait(LOOK_S):
                break
        if self._closing.is_set():
            return  # the next run tries again
        for each in aside.held if is_fresh else ():
            if away.isdisjoint(each.devices):
                self._interludes.resume(each)
        self._store.forget_aside()

    def _is_free(self, device: DeviceId) -> bool:
        """It is there, and the words that were cut off are over."""
        state = self._hub.find(device)
        return state is not None and state.is_reachable and state.occupied_by is None

    def _give_back(self, aside: Aside, device: DeviceId, *, is_fresh: bool) -> None:
        percent, snapshot = aside.volumes.get(device), aside.snapshots.get(device)
        if percent is not None:
            self._set_volume(device, percent)
        if snapshot is not None and is_fresh:
            self._restore(device, snapshot)
