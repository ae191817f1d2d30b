"""Carries sleep timers out: fades through the hub, pauses through the sessions, gives volumes back."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from devices import DeviceId, UnknownDevice
from devices.hub import DeviceHub
from server.clock import Clock
from server.events import EventBus
from server.routines.sleep import CalledOff, Fade, Fading, Finish, SleepTimer, Until, Wait, left_ms, wanted
from server.routines.store import RoutineStore
from server.sessions import (
    Change,
    Next,
    Pause,
    Seek,
    Session,
    SessionChanged,
    SessionError,
    SessionId,
    Sessions,
    UnknownSession,
)

log = logging.getLogger(__name__)

QUIET_MS = 1_500  # a speaker that was told to pause may sound for so long


class Sleeper:
    """Any thread; `tick` is called by one."""

    def __init__(
        self, *, sessions: Sessions, hub: DeviceHub, store: RoutineStore, bus: EventBus[Change], clock: Clock
    ) -> None:
        self._sessions = sessions
        self._hub = hub
        self._store = store
        self._bus = bus
        self._clock = clock
        self._lock = threading.RLock()
        self._timers = {timer.session: timer for timer in store.sleep_timers()}
        self._told: dict[DeviceId, int] = {}  # how loud devices were told to be during a fade
        self._quiet_ms: dict[SessionId, int] = {}  # from then on volumes may be given back

    def find(self, id: SessionId) -> SleepTimer | None:
        timer = self._timers.get(id)
        return None if timer is None or timer.is_over else timer

    def left_ms(self, session: Session) -> int | None:
        """None: no timer, or it cannot be said yet."""
        timer = self.find(session.id)
        return None if timer is None else left_ms(timer, session, self._clock.now_ms(), self._clock.now_utc())

    def start(self, id: SessionId, until: Until, minutes: int) -> None:
        """`minutes` are for Until.TIME. Instead of the one before. Raises: UnknownSession."""
        self._sessions.get(id)
        ends_utc = self._clock.now_utc() + timedelta(minutes=minutes) if until is Until.TIME else None
        with self._lock:
            self._give_back_now(id)
            self._keep(SleepTimer(id, until, ends_utc))
        self._tell(id)

    def cancel(self, id: SessionId) -> None:
        """Volumes are as they were. Nothing if there is none."""
        with self._lock:
            self._give_back_now(id)
        self._tell(id)

    def tick(self) -> None:
        with self._lock:
            for timer in list(self._timers.values()):
                self._go_on(timer)

    def _go_on(self, timer: SleepTimer) -> None:
        try:
            session = self._sessions.get(timer.session)
        except UnknownSession:
            timer = replace(timer, is_over=True)
        if timer.is_over:
            self._give_back(timer)
            return
        now_ms, now_utc = self._clock.now_ms(), self._clock.now_utc()
        match wanted(timer, session, now_ms, now_utc):
            case Wait():
                return
            case Fading(part):
                left = left_ms(timer, session, now_ms, now_utc)
                self._fade(replace(timer, last_left_ms=left), session, part)
            case CalledOff(is_over):
                self._end(timer) if is_over else self._give_back_now(timer.session, on_with=timer)
            case Finish():
                self._finish(timer, session)

    def _fade(self, timer: SleepTimer, session: Session, part: float) -> None:
        if timer.fade is None:
            timer = replace(timer, fade=self._begin(session))
            self._store.save_sleep_timer(timer)
        self._timers[timer.session] = timer
        for device, percent in timer.fade.volumes if timer.fade else ():
            self._set_volume(device, round(percent * part))

    def _begin(self, session: Session) -> Fade | None:
        current = session.queue.current
        if current is None:
            return None
        states = [self._hub.find(output.device) for output in session.staying]
        volumes = [(s.info.id, s.volume_percent) for s in states if s and s.volume_percent is not None]
        return Fade(current.id, session.timeline.position_at(self._clock.now_ms()), tuple(volumes))

    def _finish(self, timer: SleepTimer, session: Session) -> None:
        log.info("session=%s sleeps", session.id)
        with suppress(SessionError):
            self._sessions.command(session.id, Pause())
            current, fade = session.queue.current, timer.fade
            if timer.until is not Until.TIME:
                has_gone_on = fade is not None and current is not None and current.id != fade.entry
                self._sessions.command(session.id, Seek(0) if has_gone_on else Next())
            elif fade is not None and current is not None and current.id == fade.entry:
                self._sessions.command(session.id, Seek(max(0, fade.position_ms)))
        self._end(timer)

    def _end(self, timer: SleepTimer) -> None:
        self._quiet_ms[timer.session] = self._clock.now_ms() + QUIET_MS
        self._keep(replace(timer, is_over=True))
        self._tell(timer.session)

    def _give_back(self, timer: SleepTimer) -> None:
        """Once it is quiet, to every device that is there; who is away gets it when it comes back."""
        if self._clock.now_ms() < self._quiet_ms.get(timer.session, 0):
            return
        owed = timer.fade.volumes if timer.fade else ()
        away = tuple((device, percent) for device, percent in owed if not self._set_volume(device, percent))
        if timer.fade is not None and away:
            if away != owed:
                self._keep(replace(timer, fade=replace(timer.fade, volumes=away)))
            return
        self._forget(timer.session)

    def _give_back_now(self, id: SessionId, *, on_with: SleepTimer | None = None) -> None:
        """`on_with` waits on as if it had never faded."""
        timer = self._timers.get(id)
        for device, percent in timer.fade.volumes if timer and timer.fade else ():
            self._set_volume(device, percent)
        if on_with is None:
            self._forget(id)
        else:
            self._keep(replace(on_with, fade=None, last_left_ms=None))

    def _set_volume(self, device: DeviceId, percent: int) -> bool:
        """Whether it is there to hear it."""
        if self._told.get(device) == percent and self._hub.find(device) is not None:
            return True
        try:
            self._hub.set_volume(device, percent)
        except UnknownDevice:
            return False
        self._told[device] = percent
        return True

    def _keep(self, timer: SleepTimer) -> None:
        self._timers[timer.session] = timer
        self._store.save_sleep_timer(timer)

    def _forget(self, id: SessionId) -> None:
        timer = self._timers.pop(id, None)
        self._quiet_ms.pop(id, None)
        if timer is not None:
            for device, _ in timer.fade.volumes if timer.fade else ():
                self._told.pop(device, None)
            self._store.remove_sleep_timer(id)

    def _tell(self, id: SessionId) -> None:
        with suppress(UnknownSession):
            self._bus.publish(SessionChanged(self._sessions.get(id)))
