"""Every device that there is, each with its worker; the only door for commands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from devices.commands import DeviceCommand, Overlay, SetVolume
from devices.debts import Debts
from devices.errors import DeviceFailed, UnknownDevice
from devices.grouping import Grouping
from devices.model import Device, DeviceId, DeviceInfo, DeviceKind, Restorable
from devices.reports import Arrived, Found, Gone, Lost, Occupied, Report, VolumeChanged
from devices.worker import NO_DEBTS, Worker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeviceState:
    info: DeviceInfo
    volume_percent: int | None
    occupied_by: str | None = None  # what plays there that is not ours
    is_reachable: bool = True
    can_return: bool = False  # … and could be put back: `snapshot`, `restore`


class HouseRules(Protocol):
    """What people decided about devices; answers at once."""

    def name_of(self, info: DeviceInfo) -> str: ...
    def most_percent(self, device: DeviceId) -> int: ...  # how loud it may be now


class DeviceHub:
    """Any thread. Reports of all devices go to `report`, which must return at once."""

    def __init__(
        self,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
        rules: HouseRules | None = None,
        debts: Debts = NO_DEBTS,
    ) -> None:
        self._sink = report
        self._now_ms = now_ms
        self._rules = rules
        self._debts = debts
        self._workers: dict[DeviceId, Worker] = {}
        self._volumes: dict[DeviceId, int] = {}
        self._occupied: dict[DeviceId, Occupied] = {}
        self._lost: set[DeviceId] = set()
        self._groupings: dict[DeviceKind, Grouping] = {}
        self._lock = threading.Lock()

    def report(self, report: Report) -> None:
        """What devices are given as their sink."""
        device = report.info.id if isinstance(report, Arrived) else report.device
        with self._lock:
            worker = self._workers.get(device)
        if worker is None or worker.hear(report):
            self._tell(report)

    def _tell(self, report: Report) -> None:
        with self._lock:
            self._note(report)
            worker = self._workers.get(report.device) if isinstance(report, Lost | Found) else None
        if worker is not None:
            worker.hold() if isinstance(report, Lost) else worker.release()
        self._sink(report)

    def _note(self, report: Report) -> None:
        match report:
            case VolumeChanged(device, percent):
                self._volumes[device] = percent
            case Occupied(device, None):
                self._occupied.pop(device, None)
            case Occupied(device):
                self._occupied[device] = report
            case Lost(device):
                self._lost.add(device)
            case Found(device):
                self._lost.discard(device)
            case _:
                pass

    def add(self, device: Device) -> None:
        """It arrives; one of the same id goes first."""
        self.remove(device.info.id)
        id = device.info.id
        worker = Worker(
            device,
            report=self.report,
            tell=self._tell,
            now_ms=self._now_ms,
            volume=lambda: self._volumes.get(id),
            debts=self._debts,
        )
        with self._lock:
            self._workers[id] = worker
            known = self._volumes.get(id)
        if known is not None:  # said before it was added
            worker.hear(VolumeChanged(id, known))
        log.info("device=%s %s arrived", device.info.id, device.info.name)
        self.report(Arrived(device.info))

    def remove(self, id: DeviceId) -> None:
        """It is gone: its output ends. Unknown ids do nothing."""
        with self._lock:
            worker = self._workers.pop(id, None)
            if worker is None:
                return  # what one that is about to be added has said already stays
            self._volumes.pop(id, None)
            self._occupied.pop(id, None)
            self._lost.discard(id)
        log.info("device=%s went away", id)
        self.report(Gone(id, self._now_ms()))
        worker.close()

    def send(self, id: DeviceId, command: DeviceCommand) -> None:
        """No device is told to be louder than it may be, whoever asks. Raises: UnknownDevice."""
        with self._lock:
            worker = self._workers.get(id)
        if worker is None:
            raise UnknownDevice(id)
        worker.send(self._within_limits(id, command))

    def _within_limits(self, id: DeviceId, command: DeviceCommand) -> DeviceCommand:
        if self._rules is None:
            return command
        match command:
            case SetVolume(percent):
                return SetVolume(min(percent, self._rules.most_percent(id)))
            case Overlay(volume_percent=int(percent)):
                return replace(command, volume_percent=min(percent, self._rules.most_percent(id)))
            case _:
                return command

    def set_volume(self, id: DeviceId, percent: int) -> None:
        """Raises: UnknownDevice."""
        self.send(id, SetVolume(percent))

    def snapshot(self, id: DeviceId, fade_ms: int) -> str:
        """What plays there and how loud, for `restore`; it falls silent. Blocks some seconds. Raises: DeviceError."""
        return self._restorable(id).snapshot(fade_ms)

    def restore(self, id: DeviceId, snapshot: str) -> None:
        """Blocks some seconds. Raises: DeviceError."""
        self._restorable(id).restore(snapshot)

    def _restorable(self, id: DeviceId) -> Restorable:
        device = self.get_device(id)
        if not isinstance(device, Restorable):
            raise DeviceFailed(id, "what it plays cannot be put back")
        return device

    def group_by(self, kind: DeviceKind, grouping: Grouping) -> None:
        """Devices of this kind can play as one by themselves."""
        with self._lock:
            self._groupings[kind] = grouping

    def regroup(self, id: DeviceId, members: Sequence[DeviceId]) -> None:
        """These play with it from now on, as one. Raises: UnknownDevice, also for one that cannot."""
        self._grouping_of(id).regroup(id, members)

    def set_member_volume(self, id: DeviceId, member: DeviceId, percent: int) -> None:
        """Of one member of a group. Raises: UnknownDevice."""
        if self._rules is not None:
            percent = min(percent, self._rules.most_percent(member))
        self._grouping_of(id).set_member_volume(member, percent)

    def can_group(self, id: DeviceId) -> bool:
        state = self.find(id)
        return state is not None and state.info.kind in self._groupings

    def _grouping_of(self, id: DeviceId) -> Grouping:
        state = self.find(id)
        with self._lock:
            grouping = self._groupings.get(state.info.kind) if state is not None else None
        if grouping is None:
            raise UnknownDevice(id)
        return grouping

    def find(self, id: DeviceId) -> DeviceState | None:
        with self._lock:
            worker = self._workers.get(id)
            return self._state(worker) if worker else None

    def get_device(self, id: DeviceId) -> Device:
        """Raises: UnknownDevice."""
        with self._lock:
            worker = self._workers.get(id)
        if worker is None:
            raise UnknownDevice(id)
        return worker.device

    def list_all(self) -> list[DeviceState]:
        """By name."""
        with self._lock:
            states = [self._state(worker) for worker in self._workers.values()]
        return sorted(states, key=lambda s: (s.info.name.casefold(), s.info.id))

    def _state(self, worker: Worker) -> DeviceState:
        info = worker.device.info
        if self._rules is not None:
            info = replace(info, name=self._rules.name_of(info))
        occupied = self._occupied.get(info.id)
        return DeviceState(
            info,
            self._volumes.get(info.id),
            occupied.by if occupied is not None else None,
            is_reachable=info.id not in self._lost,
            can_return=occupied is not None and occupied.can_return,
        )

    def close(self) -> None:
        """Ends every worker, each within 2 s; nothing is reported any more."""
        with self._lock:
            workers = list(self._workers.values())
            self._workers.clear()
        threads = [threading.Thread(target=w.close, name="device-close", daemon=True) for w in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=3)
