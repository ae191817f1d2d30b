"""The sessions of the house: one thread owns them, everybody else sends events and reads frozen values."""

from __future__ import annotations

import logging

from devices import (
    Arrived,
    DeviceId,
    Found,
    Gone,
    Lost,
    Occupied,
    Paused,
    PlaybackReport,
    Playing,
    PlayToken,
    Report,
    VolumeChanged,
)
from devices.hub import DeviceHub
from library import Library, UserId
from server.clock import Clock
from server.events import EventBus
from server.sessions.admission import check_possible, devices_of, sounding_again
from server.sessions.aftermath import Aftermath
from server.sessions.changes import Change, DeviceChanged, DeviceRemoved, HandoffRecord
from server.sessions.commands import Command, Leave, Spread
from server.sessions.errors import DeviceBusy
from server.sessions.events import Attach
from server.sessions.everywhere import all_speakers
from server.sessions.inbox import Inbox
from server.sessions.latency import LatencyBook, Start
from server.sessions.model import Session, SessionId, Target
from server.sessions.reattachment import HeldAs, held_as
from server.sessions.roster import Roster
from server.sessions.saver import Saver
from server.sessions.stage import Stage
from server.sessions.store import SessionStore
from server.sessions.targets import Targets

log = logging.getLogger(__name__)


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
        self._saver = Saver(store)
        latencies = self._latencies = LatencyBook(store.latencies())
        self._targets = Targets(hub=hub, stage=stage, latencies=latencies, clock=clock)
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
        self._roster = roster = Roster(
            store.load_all(now_ms=clock.now_ms()),
            aftermath=self._aftermath,
            targets=self._targets,
            saver=self._saver,
            bus=bus,
            clock=clock,
        )
        self._inbox = Inbox(begin=stage.begin, due_s=roster.due_s, tick=roster.tick, end=roster.hold)
        self._inbox.start()

    # -- reading: any thread, from memory -----------------------------------------------------------------------

    def list_all(self) -> list[Session]:
        """Oldest first."""
        return self._roster.list_all()

    def get(self, id: SessionId) -> Session:
        """Raises: UnknownSession."""
        return self._roster.get(id)

    def find_of_device(self, device: DeviceId) -> Session | None:
        """The session that this device is an output of."""
        return self._roster.find_of_device(device)

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
        return self._inbox.ask(lambda: held_as(self._roster.find(_session_of(token)), device, token))

    # -- changing -----------------------------------------------------------------------------------------------

    def create(self, owner: UserId, name: str) -> Session:
        """Raises: TooManySessions, Busy."""
        return self._inbox.ask(lambda: self._roster.create(owner, name))

    def remove(self, id: SessionId) -> None:
        """Its outputs fall silent. Raises: UnknownSession, Busy."""
        self._inbox.ask(lambda: self._roster.remove(id))

    def forget_user(self, owner: UserId) -> None:
        """Removes all sessions of a user who is gone. Raises: Busy."""
        for session in self.list_all():
            if session.owner == owner:
                self.remove(session.id)

    def command(self, id: SessionId, command: Command, *, take: bool = False) -> int:
        """The session's revision after the command. `take` lets it have a device on which another session plays.

        Raises: UnknownSession, DeviceBusy, NowhereToPlay, NothingToPlay, Busy.
        """
        return self._inbox.ask(lambda: self._command(id, command, take=take))

    def everywhere(self) -> Spread:
        """What makes a session play on every speaker of the house that answers. Any thread."""
        return Spread(tuple(self._targets.of(id) for id in all_speakers(self._hub.list_all())))

    def report(self, report: Report) -> None:
        """The sink of all devices: returns at once."""
        if not self._inbox.leave(lambda: self._report(report)):
            log.error("too many reports, one was dropped: device=%s", getattr(report, "device", "?"))

    def close(self) -> None:
        """Everything is saved, within 5 s; outputs are left as they are."""
        self._inbox.close()
        self._saver.close()

    # -- the sessions' own thread ---------------------------------------------------------------------------------

    def _command(self, id: SessionId, command: Command, *, take: bool) -> int:
        session = self.get(id)
        check_possible(session, command)
        if not take:
            command = self._free(session, command)
        for device in devices_of(command):
            other = self.find_of_device(device)
            if other is not None and other.id != id:
                self._roster.step(other.id, Leave(device))
        self._roster.step(id, self._targets.aimed(self.get(id), command))
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
                self._roster.refresh(info.id)
                self._bus.publish(DeviceChanged(info.id))
            case VolumeChanged(device):
                self._bus.publish(DeviceChanged(device))
            case Occupied(device) | Lost(device) | Found(device):
                self._roster.step_all(report)
                self._bus.publish(DeviceChanged(device))
            case Gone(device):
                self._roster.step_all(report)
                self._bus.publish(DeviceRemoved(device))
            case _:
                session = self._roster.find(_session_of(report.token))
                if session is not None:
                    self._hear(session, report)

    def _hear(self, session: Session, said: PlaybackReport) -> None:
        if isinstance(said, Playing) and not self._is_believed(session, said):
            log.info("device=%s says that it plays and has fetched nothing", said.device)
        elif isinstance(said, Playing | Paused) and _is_awaited(session, said):
            self._roster.step(session.id, Attach(self.target(said.device), said))
        else:
            self._roster.step(session.id, said)

    def _is_believed(self, session: Session, said: Playing) -> bool:
        """A target on its way must have fetched something before the sources may leave."""
        handoff = session.handoff
        if handoff is None or handoff.to != said.device or handoff.audible_ms is not None:
            return True
        return self._stage.has_fetched(said.device, said.token)


def _session_of(token: PlayToken) -> SessionId:
    return SessionId(token.rpartition(".")[0])


def _is_awaited(session: Session, said: Playing | Paused) -> bool:
    return any(a.device == said.device and said.token in a.tokens for a in session.awaited)
