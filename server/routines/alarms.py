"""The alarms of everybody: kept, looked at, rung, snoozed, stopped."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from library import UserId
from server.clock import Clock
from server.events import EventBus
from server.routines.alarm import LATE, Alarm, AlarmId, is_due, next_ring
from server.routines.errors import TooManyAlarms, UnknownAlarm
from server.routines.ringer import Phase, Ringer, Ringing
from server.routines.store import RoutineStore
from server.sessions import Change, Noticed

log = logging.getLogger(__name__)

ALARMS_MOST = 50  # a person


class Alarms:
    """Any thread; `tick` is called by one."""

    def __init__(
        self, *, store: RoutineStore, ringer: Ringer, bus: EventBus[Change], clock: Clock, zone: tzinfo
    ) -> None:
        """`zone` is that of the clock on the wall."""
        self._store = store
        self._ringer = ringer
        self._bus = bus
        self._clock = clock
        self._zone = zone
        self._lock = threading.RLock()
        self._alarms = {alarm.id: alarm for alarm in store.alarms()}
        self._ringing: dict[AlarmId, Ringing] = {}

    def list_of(self, owner: UserId) -> list[Alarm]:
        """By the time at which they ring."""
        own = (alarm for alarm in self._alarms.values() if alarm.owner == owner)
        return sorted(own, key=lambda alarm: (alarm.rings_at, alarm.id))

    def get(self, id: AlarmId, owner: UserId) -> Alarm:
        """Raises: UnknownAlarm – somebody else's is, too."""
        alarm = self._alarms.get(id)
        if alarm is None or alarm.owner != owner:
            raise UnknownAlarm(str(id))
        return alarm

    def next_ring(self, alarm: Alarm) -> datetime | None:
        return next_ring(alarm, max(alarm.since_utc, self._clock.now_utc() - LATE), self._zone)

    def is_ringing(self, id: AlarmId) -> bool:
        return id in self._ringing

    def add(self, alarm: Alarm) -> Alarm:
        """With its id. Raises: TooManyAlarms."""
        with self._lock:
            if len(self.list_of(alarm.owner)) >= ALARMS_MOST:
                raise TooManyAlarms(ALARMS_MOST)
            kept = self._store.add_alarm(replace(alarm, since_utc=self._clock.now_utc()))
            self._alarms = {**self._alarms, kept.id: kept}
            return kept

    def change(self, alarm: Alarm) -> Alarm:
        """As it is said now; what was snoozed is not. Raises: UnknownAlarm."""
        with self._lock:
            before = self.get(alarm.id, alarm.owner)
            self._silence(alarm.id)
            now_utc = self._clock.now_utc()
            return self._keep(replace(alarm, since_utc=now_utc, snoozed_utc=None, session=before.session))

    def remove(self, id: AlarmId, owner: UserId) -> None:
        """Raises: UnknownAlarm."""
        with self._lock:
            self.get(id, owner)
            self._silence(id)
            self._alarms = {k: v for k, v in self._alarms.items() if k != id}
            self._store.remove_alarm(id)

    def forget_user(self, owner: UserId) -> None:
        for alarm in self.list_of(owner):
            self.remove(alarm.id, owner)

    def stop(self, id: AlarmId, owner: UserId) -> None:
        """Silent until the next time. Raises: UnknownAlarm."""
        with self._lock:
            alarm = self.get(id, owner)
            self._silence(id)
            if alarm.snoozed_utc is not None:
                self._keep(replace(alarm, snoozed_utc=None))

    def snooze(self, id: AlarmId, owner: UserId, minutes: int) -> None:
        """Silent for so long. Raises: UnknownAlarm."""
        with self._lock:
            alarm = self.get(id, owner)
            self._silence(id)
            now_utc = self._clock.now_utc()
            self._keep(replace(alarm, since_utc=now_utc, snoozed_utc=now_utc + timedelta(minutes=minutes)))

    def skip(self, id: AlarmId, owner: UserId) -> None:
        """Its next time is passed over; one that rings once is off then. Raises: UnknownAlarm."""
        with self._lock:
            alarm = self.get(id, owner)
            moment = self.next_ring(alarm)
            if moment is None:
                return
            is_over = not alarm.weekdays and alarm.snoozed_utc is None
            self._keep(replace(alarm, since_utc=moment, snoozed_utc=None, is_on=alarm.is_on and not is_over))

    def tick(self) -> None:
        with self._lock:
            for alarm in list(self._alarms.values()):
                due_utc = is_due(alarm, self._clock.now_utc(), self._zone)
                if due_utc is not None:
                    self._ring(alarm, due_utc)
            for id, ringing in list(self._ringing.items()):
                self._ringer.go_on(ringing)
                if ringing.phase is Phase.OVER:
                    del self._ringing[id]

    def _ring(self, alarm: Alarm, due_utc: datetime) -> None:
        """Noted before it rings: whatever happens then, it does not ring twice."""
        now_utc = self._clock.now_utc()
        was_snoozed = alarm.snoozed_utc == due_utc
        is_done = not alarm.weekdays and not was_snoozed
        alarm = self._keep(
            replace(alarm, since_utc=now_utc, snoozed_utc=None, is_on=alarm.is_on and not is_done)
        )
        if now_utc - due_utc > LATE:
            self._say(f"The alarm {_called(alarm)} was missed: the server was off at that time.")
            return
        log.info("alarm=%s rings", alarm.id)
        self._silence(alarm.id)
        ringing = self._ringer.start(alarm)
        if ringing.phase is Phase.OVER:
            self._say(f"The alarm {_called(alarm)} could not ring: none of its places is there.")
            return
        self._ringing[alarm.id] = ringing
        self._bus.publish(
            Noticed("info", f"The alarm {_called(alarm)} rings: Settings, Alarms, to stop it.", None)
        )
        if ringing.session is not None and alarm.item is not None:
            self._keep(replace(alarm, session=ringing.session))

    def _silence(self, id: AlarmId) -> None:
        ringing = self._ringing.pop(id, None)
        if ringing is not None:
            self._ringer.stop(ringing)

    def _keep(self, alarm: Alarm) -> Alarm:
        self._store.save_alarm(alarm)
        self._alarms = {**self._alarms, alarm.id: alarm}
        return alarm

    def _say(self, text: str) -> None:
        log.warning("%s", text)
        self._bus.publish(Noticed("warning", text, None))


def _called(alarm: Alarm) -> str:
    return f"“{alarm.name}”" if alarm.name else f"at {alarm.rings_at:%H:%M}"
