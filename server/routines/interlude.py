"""Music that steps aside for a moment: it fades, is held where it is, and plays on from exactly there.

A session all of whose devices are wanted pauses and leaves them; its timeline stands where they say that they
paused. One that plays elsewhere, too, only lends the devices that are wanted, and they join again where it then is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress

from devices import DeviceError, DeviceId
from server.routines.aside import Held
from server.sessions import Join, Leave, Pause, Play, Session, SessionError, SessionId, Sessions

log = logging.getLogger(__name__)

SETTLE_S = 2.0  # a device says within this that it paused, its fade included
LEAVE_S = 2.5  # … and that it is silent: longer than the sessions' own deadline
_LOOK_S = 0.02


class Interludes:
    """Called by one thread, which it keeps waiting for devices."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._wait = threading.Event()  # never set: a clock to wait by

    def plan(self, devices: Collection[DeviceId]) -> tuple[Held, ...]:
        """Every session that plays or is paused there."""
        found = (_held(session, devices) for session in self._sessions.list_all())
        return tuple(each for each in found if each is not None)

    def hold(self, plan: Sequence[Held]) -> None:
        """All at once; afterwards the devices are nobody's."""
        pausing = [each for each in plan if each.is_whole and each.was_playing]
        for each in pausing:
            with suppress(SessionError):
                self._sessions.command(each.session, Pause(is_soft=True))
        self._until(pausing, _is_quiet, SETTLE_S)
        for each in plan:
            for device in each.devices:
                with suppress(SessionError):
                    self._sessions.command(each.session, Leave(device))
        self._until(plan, _has_left, LEAVE_S)

    def resume(self, held: Held) -> None:
        """As it was, unless somebody did something with it meanwhile."""
        try:
            session = self._sessions.get(held.session)
            if held.is_whole and not _is_untouched(session, held):
                return
            joining = held.devices
            if held.is_whole and held.was_playing:
                target = self._sessions.target(held.devices[0])
                self._sessions.command(held.session, Play(target, is_soft=True))
                joining = held.devices[1:]
            for device in joining:
                self._sessions.command(held.session, Join(self._sessions.target(device)))
        except (SessionError, DeviceError) as error:
            log.info("session=%s did not play on: %s", held.session, error)

    def _until(
        self, waited: Iterable[Held], condition: Callable[[Session, Held], bool], within_s: float
    ) -> None:
        left = list(waited)
        for _ in range(round(within_s / _LOOK_S)):
            left = [each for each in left if not self._is_so(each, condition)]
            if not left:
                return
            self._wait.wait(_LOOK_S)

    def _is_so(self, held: Held, condition: Callable[[Session, Held], bool]) -> bool:
        session = self._find(held.session)
        return session is None or condition(session, held)

    def _find(self, id: SessionId) -> Session | None:
        try:
            return self._sessions.get(id)
        except SessionError:
            return None


def _held(session: Session, devices: Collection[DeviceId]) -> Held | None:
    wanted = tuple(o.device for o in session.staying if o.device in devices)
    if not wanted:
        return None
    current = session.queue.current
    is_whole = len(wanted) == len(session.staying)
    return Held(session.id, wanted, is_whole, session.playing, current.id if current else None)


def _is_quiet(session: Session, _held: Held) -> bool:
    """Every output has said where it paused."""
    return all(not o.sounding and (o.line is None or not o.line.running) for o in session.staying)


def _has_left(session: Session, held: Held) -> bool:
    return all(session.output(device) is None for device in held.devices)


def _is_untouched(session: Session, held: Held) -> bool:
    current = session.queue.current
    elsewhere = {o.device for o in session.staying} - set(held.devices)
    return not session.playing and not elsewhere and (current.id if current else None) == held.entry
