"""When an alarm rings: by the clock on the wall, through its changes of the year. Pure.

A time that the clock leaves out in spring is the moment that it would have been without the change: 02:30 is then
03:30. One that comes twice in autumn is the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NewType

from devices import DeviceId
from library import UserId
from server.sessions import SessionId

AlarmId = NewType("AlarmId", int)
LATE = timedelta(minutes=5)  # one that is missed by more than this does not ring: nobody wants 6:30 at 8:00
_A_WEEK = 7
BELL = "bell"  # as an item: no music, only the bell


@dataclass(frozen=True, slots=True)
class Alarm:
    id: AlarmId  # 0: not kept yet
    owner: UserId
    name: str
    rings_at: time
    weekdays: frozenset[int]  # 0 is Monday; none: once, the next time it is that time
    devices: tuple[DeviceId, ...]
    since_utc: datetime  # it rings for the first time after this: it was made, changed or last rung then
    item: str | None = (
        None  # a track, release, artist, folder, playlist, podcast; BELL; None: what was playing
    )
    fallback_device: DeviceId | None = None
    volume_percent: int = 30
    ramp_s: int = 30
    is_on: bool = True
    snoozed_utc: datetime | None = None  # it rings again then
    session: SessionId | None = None  # where it played last
    shuffle: bool = False
    lasts_min: int | None = None  # then it stops by itself; None: the music goes on


def next_ring(alarm: Alarm, after_utc: datetime, zone: tzinfo) -> datetime | None:
    """The first moment after `after_utc`, in UTC; None: never."""
    moments = [alarm.snoozed_utc] if alarm.snoozed_utc is not None else []
    if alarm.is_on:
        today = after_utc.astimezone(zone).date()
        days = [today + timedelta(days=n) for n in range(-1, _A_WEEK + 2)]
        wanted = [day for day in days if not alarm.weekdays or day.weekday() in alarm.weekdays]
        moments += [datetime.combine(day, alarm.rings_at, zone).astimezone(UTC) for day in wanted]
    return min((moment for moment in moments if moment > after_utc), default=None)


def is_due(alarm: Alarm, now_utc: datetime, zone: tzinfo) -> datetime | None:
    """The moment at which it was to ring, if that has come."""
    moment = next_ring(alarm, alarm.since_utc, zone)
    return moment if moment is not None and moment <= now_utc else None
