"""An alarm that rings: its music where it is wanted, a bell where there is none within 15 s, louder bit by bit.

starting ──(it sounds)──► playing ──(half an hour)──► over: the music goes on, unless it was to last so long only
   │                         │
   │ 15 s, or it failed      │ it failed
   ▼                         ▼
the bell, again and again for ten minutes ──► over
             any of them ──(stopped, snoozed, paused by hand)──► over, volumes as before
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto

from devices import DeviceId, DeviceKind, PlayToken, UnknownDevice
from devices.hub import DeviceHub, DeviceState
from library import LibraryError, TrackId, UserId
from server.clock import Clock
from server.rooms import Rooms
from server.routines.alarm import BELL, Alarm
from server.routines.desk import Desk, Stage
from server.sessions import (
    Join,
    Leave,
    Move,
    Pause,
    Play,
    PlayNow,
    Session,
    SessionError,
    SessionId,
    Sessions,
    Target,
    UnknownSession,
)
from server.streaming import Recording

log = logging.getLogger(__name__)

START_MS = 15_000
LASTS_MS = 30 * 60_000
BELL_LASTS_MS = 10 * 60_000
AGAIN_MS = 10_000  # after a bell that failed
FIRST_PART = 0.1  # of the volume, where it grows

TracksOf = Callable[[str, UserId], tuple[tuple[TrackId, int], ...]]


class Phase(Enum):
    STARTING = auto()
    PLAYING = auto()
    BELL = auto()
    OVER = auto()


@dataclass(slots=True)
class Ringing:
    """One alarm; owned by the thread of the routines."""

    alarm: Alarm
    began_ms: int
    devices: tuple[DeviceId, ...] = ()
    phase: Phase = Phase.STARTING
    session: SessionId | None = None
    before: dict[DeviceId, int] = field(default_factory=dict)  # how loud it was
    bells: dict[DeviceId, tuple[PlayToken, int]] = field(default_factory=dict)  # and when each was begun
    bell_ms: int = 0  # since when it rings
    asked_percent: int | None = None


class Ringer:
    """Called by one thread at a time; waits for no device."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        hub: DeviceHub,
        rooms: Rooms,
        desk: Desk,
        clock: Clock,
        tracks_of: TracksOf,
        bell: Callable[[], Recording],
    ) -> None:
        self._sessions = sessions
        self._hub = hub
        self._rooms = rooms
        self._desk = desk
        self._clock = clock
        self._tracks_of = tracks_of
        self._bell = bell

    def start(self, alarm: Alarm) -> Ringing:
        ringing = Ringing(alarm, self._clock.now_ms(), self._places(alarm))
        if not ringing.devices:
            ringing.phase = Phase.OVER
            return ringing
        states = [self._hub.find(device) for device in ringing.devices]
        ringing.before = {s.info.id: s.volume_percent for s in states if s and s.volume_percent is not None}
        self._grow_louder(ringing)
        if alarm.item == BELL:
            self._ring_bell(ringing)
            return ringing
        try:
            ringing.session = self._play(alarm, ringing.devices)
        except (SessionError, LibraryError, UnknownDevice, ValueError) as error:
            log.warning("alarm=%s its music cannot be played: %s", alarm.id, error)
            self._ring_bell(ringing)
        return ringing

    def go_on(self, ringing: Ringing) -> None:
        """A look several times a second."""
        age_ms = self._clock.now_ms() - ringing.began_ms
        if ringing.phase in (Phase.STARTING, Phase.PLAYING):
            self._watch(ringing, age_ms)
        if ringing.phase is Phase.BELL:
            self._go_on_ringing(ringing)
        if ringing.phase is not Phase.OVER:
            self._grow_louder(ringing)

    def stop(self, ringing: Ringing) -> None:
        """Silent, and as loud as before."""
        if ringing.session is not None and ringing.phase in (Phase.STARTING, Phase.PLAYING):
            with suppress(SessionError):
                self._sessions.command(ringing.session, Pause(is_soft=True))
        self._end(ringing)

    def _places(self, alarm: Alarm) -> tuple[DeviceId, ...]:
        """Where it is to ring, if that is there; else its fallback; else any place its owner may use."""
        here = {s.info.id: s for s in self._hub.list_all() if self._can_ring(s, alarm.owner)}
        wanted = tuple(device for device in alarm.devices if device in here)
        if wanted:
            return wanted
        if alarm.fallback_device in here:
            return (alarm.fallback_device,) if alarm.fallback_device else ()
        rest = (id for id, s in here.items() if s.info.kind is not DeviceKind.BROWSER and not s.occupied_by)
        return tuple(rest)[:1]

    def _can_ring(self, state: DeviceState, owner: UserId) -> bool:
        is_told = state.info.kind is not DeviceKind.PHONE
        return is_told and state.is_reachable and self._rooms.may_use(state.info.id, owner)

    def _play(self, alarm: Alarm, devices: tuple[DeviceId, ...]) -> SessionId:
        """Raises: SessionError, LibraryError, UnknownDevice, ValueError."""
        first, *rest = devices
        target = self._sessions.target(first)
        if alarm.item is None:
            session = self._last_of(alarm.owner)
            if session is None:
                raise ValueError("nothing was playing")
            here = [o.device for o in session.staying]
            move = Move(target) if here and first not in here else Play(target)
            self._sessions.command(session.id, move, take=True)
            self._sessions.command(session.id, Play(target), take=True)
        else:
            tracks = self._tracks_of(alarm.item, alarm.owner)
            session = self._own(alarm)
            for output in session.staying:
                if output.device not in devices:
                    self._sessions.command(session.id, Leave(output.device))
            self._sessions.command(session.id, self._music(alarm, tracks, target), take=True)
        for device in rest:
            self._sessions.command(session.id, Join(self._sessions.target(device)), take=True)
        return session.id

    def _music(self, alarm: Alarm, tracks: tuple[tuple[TrackId, int], ...], target: Target) -> PlayNow:
        if not alarm.shuffle:
            return PlayNow(tracks, target=target)
        first = secrets.randbelow(max(1, len(tracks)))
        return PlayNow(tracks, first, target=target, shuffle=True, seed=secrets.randbits(32))

    def _last_of(self, owner: UserId) -> Session | None:
        own = [s for s in self._sessions.list_all() if s.owner == owner and s.queue.current is not None]
        playing = [s for s in own if s.playing]
        return next(reversed(playing or own), None)

    def _own(self, alarm: Alarm) -> Session:
        """The session in which it played before, so that each alarm has one."""
        if alarm.session is not None:
            with suppress(UnknownSession):
                session = self._sessions.get(alarm.session)
                if session.owner == alarm.owner and not session.playing:
                    return session
        return self._sessions.create(alarm.owner, alarm.name or "Alarm")

    def _watch(self, ringing: Ringing, age_ms: int) -> None:
        session, lasts_min = self._find(ringing.session), ringing.alarm.lasts_min
        alarm_ms = None if lasts_min is None else lasts_min * 60_000
        if session is None:
            self._end(ringing)
        elif session.timeline.running:
            ringing.phase = Phase.PLAYING
            if alarm_ms is not None and age_ms >= alarm_ms:
                self.stop(ringing)
            elif alarm_ms is None and age_ms >= LASTS_MS:
                ringing.phase = Phase.OVER  # the music goes on, as loud as it is now
        elif not session.playing and any(o.loaded for o in session.staying):
            self._end(ringing)  # somebody is awake
        elif not session.playing or (ringing.phase is Phase.STARTING and age_ms >= START_MS):
            log.warning("alarm=%s its music did not play: the bell rings", ringing.alarm.id)
            self._ring_bell(ringing)

    def _ring_bell(self, ringing: Ringing) -> None:
        ringing.phase = Phase.BELL
        ringing.bells = {}
        ringing.bell_ms = self._clock.now_ms()

    def _go_on_ringing(self, ringing: Ringing) -> None:
        if self._clock.now_ms() - ringing.bell_ms >= BELL_LASTS_MS:
            self._end(ringing)
            return
        for device in ringing.devices:
            if ringing.phase is Phase.BELL and self._free(device):
                self._ring_on(ringing, device)

    def _free(self, device: DeviceId) -> bool:
        """Whether nothing of ours plays there; what does is sent away."""
        for session in self._sessions.list_all():
            output = session.output(device)
            if output is None:
                continue
            if output in session.staying:
                with suppress(SessionError):
                    self._sessions.command(session.id, Leave(device))
            return False
        return True

    def _ring_on(self, ringing: Ringing, device: DeviceId) -> None:
        """Again when it is over; after a while when it failed."""
        now_ms = self._clock.now_ms()
        token, begun_ms = ringing.bells.get(device, (None, 0))
        stage = self._desk.stage(token) if token else Stage.ENDED
        if stage is Stage.STOPPED:
            self._end(ringing)  # somebody is awake
        elif stage is Stage.ENDED or (stage is Stage.FAILED and now_ms - begun_ms >= AGAIN_MS):
            loaded = self._desk.load(device, self._bell())
            if loaded is not None:
                ringing.bells[device] = (loaded, now_ms)

    def _grow_louder(self, ringing: Ringing) -> None:
        alarm, age_ms = ringing.alarm, self._clock.now_ms() - ringing.began_ms
        part = 1.0 if not alarm.ramp_s else min(1.0, FIRST_PART + age_ms / (alarm.ramp_s * 1000))
        percent = max(1, round(alarm.volume_percent * part))
        if percent == ringing.asked_percent:
            return
        ringing.asked_percent = percent
        for device in ringing.devices:
            with suppress(UnknownDevice):
                self._hub.set_volume(device, percent)

    def _end(self, ringing: Ringing) -> None:
        for token, _ in ringing.bells.values():
            self._desk.stop(token)
        for device, percent in ringing.before.items():
            with suppress(UnknownDevice):
                self._hub.set_volume(device, percent)
        ringing.phase = Phase.OVER

    def _find(self, id: SessionId | None) -> Session | None:
        try:
            return None if id is None else self._sessions.get(id)
        except UnknownSession:
            return None
