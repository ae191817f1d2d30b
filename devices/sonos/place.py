"""A group of rooms as a device: who is in it, what it is called, and the wire to the room that takes commands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from devices.abilities import of_sonos
from devices.model import DeviceId, DeviceInfo, DeviceKind, Member
from devices.reports import Arrived, Report
from devices.sonos.topology import Group
from devices.sonos.wire import Wire


class Place:
    """Read by any thread: each value is replaced as a whole. The household's thread and the lookout's write."""

    def __init__(
        self, group: Group, model: str, *, report: Callable[[Report], None], now_ms: Callable[[], int]
    ) -> None:
        self._model = model
        self._report = report
        self._lock = threading.Lock()
        self._now_ms = now_ms
        self.group = group
        self.info = _info(group, model)
        self.wire = Wire(group.leader.host, now_ms=now_ms)

    @property
    def is_alone(self) -> bool:
        return len(self.group.rooms) == 1

    def regrouped(self, group: Group) -> bool:
        """The same leader with other members, another name or address. Whether it has begun anew: who was subscribed
        to it is not any more."""
        before, self.group = self.group, group
        has_moved = group.leader.host != self.wire.host
        if has_moved:
            self.wire = Wire(group.leader.host, now_ms=self._now_ms)
        self._know(lambda it: {member.id: member.volume_percent for member in it.members})
        return has_moved or group.leader.boots != before.leader.boots

    def know_volumes(self, percents: Mapping[DeviceId, int]) -> None:
        """How loud each member is."""
        self._know(lambda _: percents)

    def _know(self, percents: Callable[[DeviceInfo], Mapping[DeviceId, int | None]]) -> None:
        with self._lock:
            before, info = self.info, _info(self.group, self._model)
            known = percents(before)
            members = (replace(each, volume_percent=known.get(each.id)) for each in info.members)
            self.info = replace(info, members=tuple(members))
        if self.info != before:
            self._report(Arrived(self.info))


def _info(group: Group, model: str) -> DeviceInfo:
    members = tuple(Member(room.id, room.name) for room in group.rooms) if len(group.rooms) > 1 else ()
    generation = min(room.generation for room in group.rooms)
    return DeviceInfo(
        group.id,
        DeviceKind.SONOS,
        group.name,
        model,
        of_sonos(generation=generation),
        members,
        group.leader.host,
    )
