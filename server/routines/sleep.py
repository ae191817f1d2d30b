"""Falling asleep to music: what a timer wants of a session now. Pure.

    waiting ──(the last 30 s)──► fading ──(time is over)──► over: paused, volumes given back
       ▲                           │ paused, skipped by hand
       └───────────────────────────┘ volumes given back

After a time the music waits where the fade began – who fell asleep heard nothing of the rest –, after a track or the
queue at the beginning of what comes next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from devices import DeviceId
from server.sessions import EntryId, Repeat, Session, SessionId

FADE_MS = 30_000
CUT_MS = 500  # before the end of a track: the next one must not begin; by then it is faint
MISSED_MS = 2_000  # a track that changed so near its end was not skipped by hand
_MILLISECOND = timedelta(milliseconds=1)


class Until(StrEnum):
    TIME = "time"
    TRACK = "track"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Fade:
    """Where it began, and how loud it was."""

    entry: EntryId
    position_ms: int
    volumes: tuple[tuple[DeviceId, int], ...]


@dataclass(frozen=True, slots=True)
class SleepTimer:
    session: SessionId
    until: Until
    ends_utc: datetime | None = None  # of a time
    fade: Fade | None = None
    last_left_ms: int | None = None
    is_over: bool = False  # only volumes are to be given back


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing yet."""


@dataclass(frozen=True, slots=True)
class Fading:
    part: float  # of the volume as it was


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Volumes are given back; the timer waits on, or has nothing to wait for."""

    is_over: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """The session pauses."""


Wish = Wait | Fading | CalledOff | Finish


def left_ms(timer: SleepTimer, session: Session, now_ms: int, now_utc: datetime) -> int | None:
    """How long it is yet; None: it cannot be said."""
    if timer.until is Until.TIME:
        return None if timer.ends_utc is None else max(0, (timer.ends_utc - now_utc) // _MILLISECOND)
    queue = session.queue
    if queue.current is None or queue.index is None:
        return None
    following = queue.entries[queue.index + 1 :] if timer.until is Until.QUEUE else ()
    if following and queue.repeat is Repeat.ONE:
        return None
    rest_ms = queue.current.duration_ms - session.timeline.position_at(now_ms)
    rest_ms += sum(entry.duration_ms for entry in following)
    return max(0, round(rest_ms / session.timeline.rate) - CUT_MS)


def wanted(timer: SleepTimer, session: Session, now_ms: int, now_utc: datetime) -> Wish:
    fade, left = timer.fade, left_ms(timer, session, now_ms, now_utc)
    if left == 0 and timer.until is Until.TIME:
        return Finish() if session.playing else CalledOff(is_over=True)
    if not session.playing or left is None:
        return Wait() if fade is None else CalledOff(is_over=True)
    current = session.queue.current
    if fade is not None and timer.until is not Until.TIME and (current is None or current.id != fade.entry):
        has_ended = timer.last_left_ms is not None and timer.last_left_ms <= MISSED_MS
        return Finish() if has_ended else CalledOff(is_over=False)
    if left == 0:
        return Finish()
    return Fading(left / FADE_MS) if left <= FADE_MS else Wait()
