"""The sessions of the house: one thread owns them, everybody else sends events and reads frozen values."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from devices import (
    Arrived,
    DeviceId,
    Found,
    Gone,
    Lost,
    Occupied,
    Paused,
    Playing,
    PlayToken,
    Report,
    VolumeChanged,
)
from devices.hub import DeviceHub
from library import Library, UserId
from server.clock import Clock
from server.events import EventBus
from server.sessions.aftermath import Aftermath
from server.sessions.changes import (
    Change,
    DeviceChanged,
    DeviceRemoved,
    HandoffRecord,
    SessionChanged,
    SessionRemoved,
)
from server.sessions.commands import devices_of, needs_obedience, sounding_again
from server.sessions.errors import (
    Busy,
    DeviceBusy,
    NothingToPlay,
    NowhereToPlay,
    PlaysByItself,
    TooManySessions,
    UnknownSession,
)
from server.sessions.everywhere import all_speakers
from server.sessions.latency import LatencyBook, Start
from server.sessions.messages import (
    Attach,
    Command,
    Event,
    Join,
    LatencySeen,
    Leave,
    Move,
    Play,
    PlayNow,
    Spread,
    Tick,
)
from server.sessions.model import Session, SessionId, Target
from server.sessions.reattachment import HeldAs, held_as
from server.sessions.saver import Saver
from server.sessions.stage import Stage
from server.sessions.store import SessionStore
from server.sessions.targets import Targets
from server.sessions.transitions import step, wakes_at

log = logging.getLogger(__name__)

T = TypeVar("T")

INBOX_BOUND = 10_000  # seconds of a house gone mad; beyond it reports are dropped, commands refused
ANSWER_S = 5.0
SESSIONS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing for the sessions' thread; `answer` is None when nobody waits for it."""

    act: Callable[[], object]
    answer: Future[object] | None


class Sessions:
    """Any thread. Commands are applied before they return; what devices do about them follows as events."""

    def __init__(
        self,
        *,
        store: SessionStore,
        stage: Stage,
        hub: DeviceHub,
        library: Library,
        bus: EventBus[Change],
        clock: Clock,
    ) -> None:
        self._store = store
        self._stage = stage
        self._hub = hub
        self._bus = bus
        self._clock = clock
        self._saver = Saver(store)
        latencies = self._latencies = LatencyBook(store.latencies())
        self._targets = Targets(hub=hub, stage=stage, latencies=latencies, clock=clock)
        self._sessions = {s.id: s for s in store.load_all(now_ms=clock.now_ms())}
        self._last_number = max((int(i.removeprefix("se-")) for i in self._sessions), default=0)
        self._aftermath = Aftermath(
            stage=stage,
            hub=hub,
            library=library,
            bus=bus,
            clock=clock,
            store=store,
            saver=self._saver,
            latencies=latencies,
            report=self.report,
        )
        self._inbox: queue.Queue[_Told] = queue.Queue(maxsize=INBOX_BOUND)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sessions", daemon=True)
        self._thread.start()

    # -- reading: any thread, from memory -----------------------------------------------------------------------

    def list_all(self) -> list[Session]:
        """Oldest first."""
        return sorted(self._sessions.values(), key=lambda s: int(s.id.removeprefix("se-")))

    def get(self, id: SessionId) -> Session:
        """Raises: UnknownSession."""
        session = self._sessions.get(id)
        if session is None:
            raise UnknownSession(id)
        return session

    def find_of_device(self, device: DeviceId) -> Session | None:
        """The session that this device is an output of."""
        for session in self._sessions.values():
            if any(o.device == device for o in session.staying):
                return session
        return None

    def stream_note(self, session: Session) -> str | None:
        """How the leader hears the current track, for people."""
        leader = session.output(session.leader) if session.leader else None
        return self._aftermath.note_of(leader.token) if leader else None

    def list_handoffs(self, limit: int) -> list[HandoffRecord]:
        return self._store.list_handoffs(limit)

    def latencies_ms(self, device: DeviceId) -> dict[Start, tuple[int, ...]]:
        """What was learned of it, by how it was started, oldest first."""
        return self._latencies.seen_of(device)

    def target(self, device: DeviceId) -> Target:
        """The device with what was learned of it. Raises: UnknownDevice."""
        return self._targets.of(device)

    def held_as(self, device: DeviceId, token: PlayToken) -> HeldAs | None:
        """What this load is to its session after all that was reported; None: nobody counts on it. Raises: Busy."""
        return self._ask(lambda: held_as(self._sessions.get(_session_of(token)), device, token))

    # -- changing -----------------------------------------------------------------------------------------------

    def create(self, owner: UserId, name: str) -> Session:
        """Raises: TooManySessions, Busy."""
        return self._ask(lambda: self._create(owner, name))

    def remove(self, id: SessionId) -> None:
        """Its outputs fall silent. Raises: UnknownSession, Busy."""
        self._ask(lambda: self._remove(id))

    def forget_user(self, owner: UserId) -> None:
        """Removes all sessions of a user who is gone. Raises: Busy."""
        for session in self.list_all():
            if session.owner == owner:
                self.remove(session.id)

    def command(self, id: SessionId, command: Command, *, take: bool = False) -> int:
        """The session's revision after the command. `take` lets it have a device on which another session plays.

        Raises: UnknownSession, DeviceBusy, NowhereToPlay, NothingToPlay, Busy.
        """
        return self._ask(lambda: self._command(id, command, take=take))

    def everywhere(self) -> Spread:
        """What makes a session play on every speaker of the house that answers. Any thread."""
        return Spread(tuple(self._targets.of(id) for id in all_speakers(self._hub.list_all())))

    def report(self, report: Report) -> None:
        """The sink of all devices: returns at once."""
        try:
            self._inbox.put_nowait(_Told(lambda: self._report(report), None))
        except queue.Full:
            log.error("too many reports, one was dropped: device=%s", getattr(report, "device", "?"))

    def close(self) -> None:
        """Everything is saved, within 5 s; outputs are left as they are."""
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._inbox.put_nowait(_Told(lambda: None, None))  # wakes the thread
        self._thread.join(timeout=2)
        self._saver.close()

    # -- the sessions' own thread ---------------------------------------------------------------------------------

    def _ask(self, act: Callable[[], T]) -> T:
        answer: Future[object] = Future()
        try:
            self._inbox.put_nowait(_Told(act, answer))
            return cast(T, answer.result(timeout=ANSWER_S))
        except (queue.Full, TimeoutError):
            raise Busy from None

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                told = self._inbox.get(timeout=self._sleep_s())
            except queue.Empty:
                told = _Told(self._tick, None)
            try:
                result = told.act()
                if told.answer is not None:
                    told.answer.set_result(result)
            except Exception as error:  # a thread root: whoever asked hears it, else the log does
                if told.answer is None:
                    log.exception("the sessions' thread")
                else:
                    told.answer.set_exception(error)
        self._hold()

    def _hold(self) -> None:
        """Saves where the music is now: after a restart it goes on from there."""
        now_ms = self._clock.now_ms()
        for session in self._sessions.values():
            if session.timeline.running:
                held = replace(session, timeline=session.timeline.held(now_ms))
                self._aftermath.leave(session, held)
                self._saver.save(held)

    def _sleep_s(self) -> float:
        wakes = [w for w in map(wakes_at, self._sessions.values()) if w is not None]
        if not wakes:
            return 0.5
        return min(0.5, max(0.0, (min(wakes) - self._clock.now_ms()) / 1000))

    def _tick(self) -> None:
        now_ms = self._clock.now_ms()
        for session in list(self._sessions.values()):
            wake = wakes_at(session)
            if wake is not None and wake <= now_ms:
                self._step(session.id, Tick())

    def _create(self, owner: UserId, name: str) -> Session:
        if len(self._sessions) >= SESSIONS_LIMIT:
            raise TooManySessions(SESSIONS_LIMIT)
        self._last_number += 1  # never one of a removed session: its tokens may still be in a device
        session = Session(SessionId(f"se-{self._last_number}"), owner, name)
        self._keep(session)
        return session

    def _remove(self, id: SessionId) -> None:
        for output in self.get(id).staying:
            self._step(id, Leave(output.device))
        self._sessions = {k: v for k, v in self._sessions.items() if k != id}
        self._saver.remove(id)
        self._bus.publish(SessionRemoved(id))

    def _command(self, id: SessionId, command: Command, *, take: bool) -> int:
        session = self.get(id)
        _check_possible(session, command)
        if not take:
            command = self._free(session, command)
        for device in devices_of(command):
            other = self.find_of_device(device)
            if other is not None and other.id != id:
                self._step(other.id, Leave(device))
        session = self._targets.refreshed(self.get(id))
        self._sessions = {**self._sessions, id: session}
        self._step(id, self._targets.aimed(session, command))
        return self.get(id).revision

    def _free(self, session: Session, command: Command) -> Command:
        """Nothing is silenced that its listener did not start here; "all" are all that are free. Raises: DeviceBusy."""
        if isinstance(command, Spread):
            free = [t for t in command.targets if self._busy_with(session, t.device) is None]
            return Spread(tuple(free))
        for device in {*devices_of(command), *sounding_again(session, command)}:
            what = self._busy_with(session, device)
            if what is not None:
                raise DeviceBusy(device, what)
        return command

    def _busy_with(self, session: Session, device: DeviceId) -> str | None:
        other = self.find_of_device(device)
        if other is not None and other.id != session.id and other.playing:
            return other.name
        state = self._hub.find(device)
        return state.occupied_by if state is not None else None

    def _report(self, report: Report) -> None:
        match report:
            case Arrived(info):
                self._bus.publish(DeviceChanged(info.id))
            case VolumeChanged(device):
                self._bus.publish(DeviceChanged(device))
            case Occupied(device) | Lost(device) | Found(device):
                self._step_all(report)
                self._bus.publish(DeviceChanged(device))
            case Gone(device):
                self._step_all(report)
                self._bus.publish(DeviceRemoved(device))
            case _:
                session = self._sessions.get(_session_of(report.token))
                if session is None:
                    return
                if isinstance(report, Playing) and not self._is_believed(session, report):
                    log.info("device=%s says that it plays and has fetched nothing", report.device)
                    return
                if isinstance(report, Playing | Paused) and _is_awaited(session, report):
                    self._step(session.id, Attach(self.target(report.device), report))
                else:
                    self._step(session.id, report)

    def _is_believed(self, session: Session, said: Playing) -> bool:
        """A target on its way must have fetched something before the sources may leave."""
        handoff = session.handoff
        if handoff is None or handoff.to != said.device or handoff.audible_ms is not None:
            return True
        return self._stage.has_fetched(said.device, said.token)

    def _step_all(self, event: Event) -> None:
        for id in list(self._sessions):
            self._step(id, event)

    def _step(self, id: SessionId, event: Event) -> None:
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

    def _keep(self, session: Session) -> None:
        self._sessions = {**self._sessions, session.id: session}
        self._bus.publish(SessionChanged(session))
        self._saver.save(session)


def _session_of(token: PlayToken) -> SessionId:
    return SessionId(token.rpartition(".")[0])


def _is_awaited(session: Session, said: Playing | Paused) -> bool:
    return any(a.device == said.device and said.token in a.tokens for a in session.awaited)


def _check_possible(session: Session, command: Command) -> None:
    """What `step` would ignore is an error for whoever asked."""
    by_itself = next((o.device for o in session.staying if o.target.by_itself), None)
    if by_itself is not None and needs_obedience(command, session):
        raise PlaysByItself(by_itself)
    if isinstance(command, Join | Move) and command.target.by_itself:
        raise PlaysByItself(command.target.device)
    if isinstance(command, PlayNow) and not command.tracks:
        raise NothingToPlay
    if isinstance(command, Play) and session.queue.current is None:
        raise NothingToPlay
    if isinstance(command, Play | PlayNow) and command.target is None and not session.staying:
        raise NowhereToPlay
