"""The sessions that there are: each event makes of one what it becomes, and what that asks for is carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from devices import DeviceId
from library import UserId
from server.clock import Clock
from server.events import EventBus
from server.sessions.aftermath import Aftermath
from server.sessions.changes import Change, SessionChanged, SessionRemoved
from server.sessions.commands import Leave
from server.sessions.deadlines import wakes_at
from server.sessions.effects import LatencySeen
from server.sessions.errors import TooManySessions, UnknownSession
from server.sessions.events import Event, Tick
from server.sessions.model import Session, SessionId
from server.sessions.saver import Saver
from server.sessions.targets import Targets
from server.sessions.transitions import step

SESSIONS_LIMIT = 100


class Roster:
    """Read by any thread, from memory; changed by the sessions' thread only."""

    def __init__(
        self,
        known: Iterable[Session],
        *,
        aftermath: Aftermath,
        targets: Targets,
        saver: Saver,
        bus: EventBus[Change],
        clock: Clock,
    ) -> None:
        self._sessions = {session.id: session for session in known}
        self._last_number = max((_number(id) for id in self._sessions), default=0)
        self._aftermath = aftermath
        self._targets = targets
        self._saver = saver
        self._bus = bus
        self._clock = clock

    def list_all(self) -> list[Session]:
        """Oldest first."""
        return sorted(self._sessions.values(), key=lambda s: _number(s.id))

    def get(self, id: SessionId) -> Session:
        """Raises: UnknownSession."""
        session = self._sessions.get(id)
        if session is None:
            raise UnknownSession(id)
        return session

    def find(self, id: SessionId) -> Session | None:
        return self._sessions.get(id)

    def find_of_device(self, device: DeviceId) -> Session | None:
        """The session that this device is an output of."""
        for session in self._sessions.values():
            if any(o.device == device for o in session.staying):
                return session
        return None

    # -- the sessions' thread -------------------------------------------------------------------------------------

    def create(self, owner: UserId, name: str) -> Session:
        """Raises: TooManySessions."""
        if len(self._sessions) >= SESSIONS_LIMIT:
            raise TooManySessions(SESSIONS_LIMIT)
        self._last_number += 1  # never one of a removed session: its tokens may still be in a device
        session = Session(SessionId(f"se-{self._last_number}"), owner, name)
        self._keep(session)
        return session

    def remove(self, id: SessionId) -> None:
        """Its outputs fall silent. Raises: UnknownSession."""
        for output in self.get(id).staying:
            self.step(id, Leave(output.device))
        self._sessions = {k: v for k, v in self._sessions.items() if k != id}
        self._saver.remove(id)
        self._bus.publish(SessionRemoved(id))

    def refresh(self, id: SessionId) -> Session:
        """With what was learned of its outputs since they joined."""
        session = self._targets.refreshed(self.get(id))
        self._sessions = {**self._sessions, id: session}
        return session

    def step(self, id: SessionId, event: Event) -> None:
        """Decides, acts, tells, saves: in this order, so that nothing waits for the disk."""
        before = self._sessions[id]
        after, effects = step(before, event, self._clock.now_ms())
        if after is before or after == before:
            return
        self._sessions = {**self._sessions, id: after}
        for effect in effects:
            self._aftermath.carry_out(after, effect)
        self._targets.note(before, after)
        if any(isinstance(effect, LatencySeen) for effect in effects):
            after = self._targets.refreshed(after)
        self._keep(after)
        self._aftermath.settle(before, after)

    def step_all(self, event: Event) -> None:
        for id in list(self._sessions):
            self.step(id, event)

    def due_s(self) -> float | None:
        """Until one of them needs a tick."""
        wakes = [w for w in map(wakes_at, self._sessions.values()) if w is not None]
        return (min(wakes) - self._clock.now_ms()) / 1000 if wakes else None

    def tick(self) -> None:
        now_ms = self._clock.now_ms()
        for session in list(self._sessions.values()):
            wake = wakes_at(session)
            if wake is not None and wake <= now_ms:
                self.step(session.id, Tick())

    def hold(self) -> None:
        """Saves where the music is now: after a restart it goes on from there."""
        now_ms = self._clock.now_ms()
        for session in self._sessions.values():
            if session.timeline.running:
                held = replace(session, timeline=session.timeline.held(now_ms))
                self._aftermath.leave(session, held)
                self._saver.save(held)

    def _keep(self, session: Session) -> None:
        self._sessions = {**self._sessions, session.id: session}
        self._bus.publish(SessionChanged(session))
        self._saver.save(session)


def _number(id: SessionId) -> int:
    return int(id.removeprefix("se-"))
