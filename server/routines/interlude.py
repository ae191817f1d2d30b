"""Music that steps aside for a moment: held where it is, and played on from exactly there.

A session all of whose devices are wanted pauses and leaves them; its timeline stands where they say that they
paused. One that plays elsewhere, too, only lends the devices that are wanted, and they join again where it then is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from devices import DeviceError, DeviceId
from server.sessions import (
    EntryId,
    Join,
    Leave,
    Pause,
    Play,
    Session,
    SessionError,
    SessionId,
    Sessions,
    UnknownSession,
)

log = logging.getLogger(__name__)

SETTLE_S = 2.0  # a device says within this that it paused
LEAVE_S = 2.5  # … and that it is silent: longer than the sessions' own deadline
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Held:
    """A session that stepped aside."""

    session: SessionId
    devices: tuple[DeviceId, ...]
    is_whole: bool  # it plays nowhere else
    was_playing: bool
    entry: EntryId | None
    position_ms: int


class Interludes:
    """Called by one thread, which it keeps waiting for devices."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._wait = threading.Event()  # never set: a clock to wait by

    def hold(self, devices: Collection[DeviceId]) -> list[Held]:
        """Every session that plays or is paused there; afterwards the devices are nobody's."""
        held = [self._hold(session, devices) for session in self._sessions.list_all()]
        return [each for each in held if each is not None]

    def resume(self, held: Held) -> None:
        """As it was, unless somebody did something with it meanwhile."""
        try:
            session = self._sessions.get(held.session)
            if held.is_whole and not _is_untouched(session, held):
                return
            if held.is_whole and held.was_playing:
                first, *rest = held.devices
                self._sessions.command(held.session, Play(self._sessions.target(first)))
                held_rest = tuple(rest)
            else:
                held_rest = held.devices
            for device in held_rest:
                self._sessions.command(held.session, Join(self._sessions.target(device)))
        except (SessionError, DeviceError) as error:
            log.info("session=%s did not play on: %s", held.session, error)

    def _hold(self, session: Session, devices: Collection[DeviceId]) -> Held | None:
        wanted = tuple(o.device for o in session.staying if o.device in devices)
        if not wanted:
            return None
        is_whole, was_playing = len(wanted) == len(session.staying), session.playing
        with suppress(SessionError):
            if is_whole and was_playing:
                self._sessions.command(session.id, Pause())
                self._until(session.id, _is_quiet, SETTLE_S)
            for device in wanted:
                self._sessions.command(session.id, Leave(device))
            self._until(session.id, lambda s: all(s.output(d) is None for d in wanted), LEAVE_S)
        with suppress(UnknownSession):
            session = self._sessions.get(session.id)
        current = session.queue.current
        position_ms = session.timeline.position_ms
        return Held(session.id, wanted, is_whole, was_playing, current.id if current else None, position_ms)

    def _until(self, id: SessionId, condition: Callable[[Session], bool], within_s: float) -> None:
        for _ in range(round(within_s / _LOOK_S)):
            if condition(self._sessions.get(id)):
                return
            self._wait.wait(_LOOK_S)


def _is_quiet(session: Session) -> bool:
    """Every output has said where it paused."""
    return all(not o.sounding and (o.line is None or not o.line.running) for o in session.staying)


def _is_untouched(session: Session, held: Held) -> bool:
    current = session.queue.current
    return (
        not session.playing
        and not session.staying
        and (current.id if current else None) == held.entry
        and session.timeline.position_ms == held.position_ms
    )
