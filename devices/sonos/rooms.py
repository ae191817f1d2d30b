"""The Sonos rooms of a home: which of them are devices now, and who plays with whom.

The household's own topology decides: each group is one device, known by its coordinator. A room that joins another
stops being a device and is its member; a room that leaves is one again.
"""

from __future__ import annotations

import logging
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from devices.errors import UnknownDevice
from devices.hub import DeviceHub
from devices.model import DeviceId, PlayToken
from devices.sonos.device import SonosDevice
from devices.sonos.errors import SonosError, Unreachable
from devices.sonos.events import Events
from devices.sonos.topology import Group, Room, TopologyUnreadable, read_topology
from devices.sonos.wire import Wire

log = logging.getLogger(__name__)

POLL_S = 30.0  # events tell of changes; this finds what they did not tell
SILENT_POLL_S = 5.0  # nobody of a household answered
NOTES = 256  # waiting for the thread; what comes beyond is dropped, and found again
_TOPOLOGY = ("/ZoneGroupTopology/Event",)


@dataclass(slots=True)
class _Household:
    name: str
    hosts: list[str]  # the one that answered last is first
    groups: tuple[Group, ...] = ()
    devices: dict[DeviceId, SonosDevice] = field(default_factory=dict)

    @property
    def rooms(self) -> list[Room]:
        return [room for group in self.groups for room in group.rooms]


class SonosRooms:
    """Any thread. Owns the thread `sonos-rooms`, and all Sonos devices in the hub."""

    def __init__(
        self,
        *,
        hub: DeviceHub,
        now_ms: Callable[[], int],
        token_of: Callable[[str], PlayToken | None],
        speed: float = 1.0,
    ) -> None:
        """`token_of` a URL tells whose load it was; `speed` is how many seconds of `now_ms` a second has."""
        self._hub = hub
        self._now_ms = now_ms
        self._token_of = token_of
        self._speed = speed
        self._events = Events(now_ms=now_ms)
        self._households: list[_Household] = []
        self._rooms: dict[DeviceId, Room] = {}  # replaced as a whole, so that any thread may read it
        self._unanswered: set[str] = set()  # addresses of the settings
        self._notes: queue.Queue[Callable[[], None]] = queue.Queue(maxsize=NOTES)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sonos-rooms", daemon=True)
        self._thread.start()

    def sighted(self, host: str) -> None:
        """A room is at this IPv4 address: its whole household will be known. Returns at once."""
        self._note(lambda: self._meet(host))

    def ask(self, address: str) -> None:
        """A room is said to be at this address, or name: it is asked until it answers. Returns at once."""
        self._note(lambda: self._unanswered.add(address))

    def regroup(self, device: DeviceId, members: Sequence[DeviceId]) -> None:
        for id in (device, *members):
            if id not in self._rooms:
                raise UnknownDevice(id)
        wanted = frozenset(members)
        self._note(lambda: self._regroup(device, wanted))

    def set_member_volume(self, member: DeviceId, percent: int) -> None:
        room = self._rooms.get(member)
        if room is None:
            raise UnknownDevice(member)
        self._note(lambda: Wire(room.host, now_ms=self._now_ms).set_volume(percent))

    def close(self) -> None:
        """What plays plays on. At most some seconds; the devices are closed by the hub."""
        self._closing.set()
        self._wake()
        self._thread.join(timeout=3)
        self._events.close()

    def _wake(self) -> None:
        self._note(lambda: None)

    def _note(self, act: Callable[[], None]) -> None:
        with suppress(queue.Full):
            self._notes.put_nowait(act)

    # -- its own thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            is_silent = self._unanswered or any(not household.groups for household in self._households)
            with suppress(queue.Empty):
                self._carry_out(self._notes.get(timeout=SILENT_POLL_S if is_silent else POLL_S))
            while not self._notes.empty():
                self._carry_out(self._notes.get_nowait())
            for address in sorted(self._unanswered):
                self._carry_out(lambda it=address: self._ask_for(it))  # type: ignore[misc]  # bound at once
            for household in self._households:
                if not self._closing.is_set():
                    self._carry_out(lambda it=household: self._refresh(it))  # type: ignore[misc]  # bound at once

    def _carry_out(self, act: Callable[[], None]) -> None:
        try:
            act()
        except SonosError as error:
            log.info("sonos: %s", error)
        except Exception:  # a thread root: the other rooms go on
            log.exception("sonos")

    def _ask_for(self, address: str) -> None:
        try:
            host = socket.gethostbyname(address)
        except OSError as error:
            raise Unreachable(address) from error
        self._meet(host)
        self._unanswered.discard(address)

    def _meet(self, host: str) -> None:
        known = [each for each in self._households if host in each.hosts]
        if known:
            return
        groups = self._ask(host)
        uids = {room.uid for group in groups for room in group.rooms}
        for household in self._households:
            if uids & {room.uid for room in household.rooms}:
                household.hosts.insert(0, host)  # at another address than before
                return
        name = f"household-{len(self._households)}"
        # with its rooms: the next one that is seen is then known as one of them
        self._households.append(_Household(name, [host], groups))

    def _refresh(self, household: _Household) -> None:
        for host in list(household.hosts):
            with suppress(SonosError, TopologyUnreadable):
                groups = self._ask(host)
                self._apply(household, groups)
                others = [room.host for room in household.rooms if room.host != host]
                household.hosts = [host, *dict.fromkeys([*others, *household.hosts[:3]])]
                self._events.keep(DeviceId(household.name), host, self._wake, _TOPOLOGY)
                return
        self._events.forget(DeviceId(household.name))

    def _ask(self, host: str) -> tuple[Group, ...]:
        return read_topology(Wire(host, now_ms=self._now_ms).get_topology())

    def _apply(self, household: _Household, groups: tuple[Group, ...]) -> None:
        """New devices before old ones go: what plays on under another coordinator is found before it is missed."""
        household.groups = groups
        self._rooms = {room.id: room for each in self._households for room in each.rooms}
        members = {room.id for group in groups for room in group.rooms[1:]}
        for group in groups:
            device = household.devices.get(group.id)
            if device is None:
                household.devices[group.id] = self._add(group)
            else:
                device.regrouped(group)
        for id in [each for each in household.devices if each in members]:
            del household.devices[id]
            self._hub.remove(id)

    def _add(self, group: Group) -> SonosDevice:
        device = SonosDevice(
            group,
            model=self._wire(group.id).get_model(),
            report=self._hub.report,
            now_ms=self._now_ms,
            token_of=self._token_of,
            events=self._events,
            regrouping=self._wake,
            speed=self._speed,
        )
        self._hub.add(device)
        device.start()
        return device

    def _regroup(self, device: DeviceId, wanted: frozenset[DeviceId]) -> None:
        group = self._group_of(device)
        present = {room.id for room in group.rooms}
        if device in wanted:
            for id in sorted(wanted - present):
                self._wire(id).join(group.leader.uid)
        for id in sorted(present - wanted, key=lambda each: (each == group.id, each)):
            self._wire(id).leave()

    def _group_of(self, device: DeviceId) -> Group:
        for household in self._households:
            for group in household.groups:
                if device in {room.id for room in group.rooms}:
                    return group
        raise UnknownDevice(device)

    def _wire(self, room: DeviceId) -> Wire:
        return Wire(self._rooms[room].host, now_ms=self._now_ms)
