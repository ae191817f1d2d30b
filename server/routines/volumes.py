"""How loud it is: one slider for all outputs of a session, and limits that hold on the devices themselves, too."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace

from devices import DeviceId, UnknownDevice
from devices.hub import DeviceHub, DeviceState
from server.clock import Clock
from server.rooms import Rooms
from server.routines.balance import Balance, observed, turned
from server.sessions import Session, SessionId, Sessions

_USUAL_PERCENT = 50
PATIENCE_MS = 5_000  # a knob that is being turned says so many times; it is answered once


@dataclass(frozen=True, slots=True)
class _Guarded:
    """What was done about a device that was too loud."""

    most: int  # when it was last looked at
    asked_ms: int | None = None
    has_obeyed: bool = False  # it was seen within its limit since


class Volumes:
    """Any thread; `tick` is called by one."""

    def __init__(self, *, sessions: Sessions, hub: DeviceHub, rooms: Rooms, clock: Clock) -> None:
        self._sessions = sessions
        self._hub = hub
        self._rooms = rooms
        self._clock = clock
        self._lock = threading.Lock()
        self._balances: dict[SessionId, Balance] = {}
        self._guarded: dict[DeviceId, _Guarded] = {}  # only `tick`'s thread

    def turn(self, id: SessionId, percent: int) -> None:
        """The loudest output to `percent`, the others in proportion. Raises: UnknownSession."""
        volumes = self._volumes(self._sessions.get(id))
        most = {device: self._rooms.most_percent(device) for device in volumes}
        with self._lock:
            balance = turned(observed(volumes, self._balances.get(id)), percent, most)
            self._balances[id] = balance
        for device, asked in balance.asked.items():
            with suppress(UnknownDevice):  # it went meanwhile
                self._hub.set_volume(device, asked)

    def tick(self) -> None:
        """What is louder than it may be – turned up by hand, the night began, a limit was lowered – is turned back."""
        now_ms = self._clock.now_ms()
        for state in self._hub.list_all():
            most = self._rooms.most_percent(state.info.id)
            if self._is_to_be_turned_back(state, most, now_ms):
                with suppress(UnknownDevice):
                    self._hub.set_volume(state.info.id, most)
        self._forget_sessions()

    def _is_to_be_turned_back(self, state: DeviceState, most: int, now_ms: int) -> bool:
        """Once for each time it was found too loud: a device that does not obey is not fought."""
        device = state.info.id
        before = self._guarded.get(device, _Guarded(most))
        is_within = state.volume_percent is None or state.volume_percent <= most
        if is_within or most < before.most:
            before = _Guarded(most, before.asked_ms, has_obeyed=True)
        ready = before.asked_ms is None or (before.has_obeyed and now_ms - before.asked_ms >= PATIENCE_MS)
        asks = not is_within and ready
        self._guarded[device] = _Guarded(most, now_ms) if asks else replace(before, most=most)
        return asks

    def _forget_sessions(self) -> None:
        known = {session.id for session in self._sessions.list_all()}
        with self._lock:
            self._balances = {id: each for id, each in self._balances.items() if id in known}

    def _volumes(self, session: Session) -> dict[DeviceId, int]:
        """One that is not known is taken to be as loud as the loudest."""
        states = [s for s in (self._hub.find(output.device) for output in session.staying) if s]
        known = [s.volume_percent for s in states if s.volume_percent is not None]
        loudest = max(known, default=_USUAL_PERCENT)
        return {s.info.id: loudest if s.volume_percent is None else s.volume_percent for s in states}
