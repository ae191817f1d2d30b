"""Every device that there is, each with its worker; the only door for commands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.commands import DeviceCommand, SetVolume
from devices.errors import UnknownDevice
from devices.model import Device, DeviceId, DeviceInfo
from devices.reports import Arrived, Gone, Report, VolumeChanged
from devices.worker import Worker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeviceState:
    info: DeviceInfo
    volume_percent: int | None


class DeviceHub:
    """Any thread. Reports of all devices go to `report`, which must return at once."""

    def __init__(self, *, report: Callable[[Report], None], now_ms: Callable[[], int]) -> None:
        self._sink = report
        self._now_ms = now_ms
        self._workers: dict[DeviceId, Worker] = {}
        self._volumes: dict[DeviceId, int] = {}
        self._lock = threading.Lock()

    def report(self, report: Report) -> None:
        """What devices are given as their sink."""
        if isinstance(report, VolumeChanged):
            self._volumes[report.device] = report.percent
        self._sink(report)

    def add(self, device: Device) -> None:
        """It arrives; one of the same id goes first."""
        self.remove(device.info.id)
        worker = Worker(device, report=self.report, now_ms=self._now_ms)
        with self._lock:
            self._workers[device.info.id] = worker
        log.info("device=%s %s arrived", device.info.id, device.info.name)
        self.report(Arrived(device.info))

    def remove(self, id: DeviceId) -> None:
        """It is gone: its output ends. Unknown ids do nothing."""
        with self._lock:
            worker = self._workers.pop(id, None)
            self._volumes.pop(id, None)
        if worker is None:
            return
        log.info("device=%s went away", id)
        self.report(Gone(id, self._now_ms()))
        worker.close()

    def send(self, id: DeviceId, command: DeviceCommand) -> None:
        """Raises: UnknownDevice."""
        with self._lock:
            worker = self._workers.get(id)
        if worker is None:
            raise UnknownDevice(id)
        worker.send(command)

    def set_volume(self, id: DeviceId, percent: int) -> None:
        """Raises: UnknownDevice."""
        self.send(id, SetVolume(percent))

    def find(self, id: DeviceId) -> DeviceState | None:
        with self._lock:
            worker = self._workers.get(id)
            return DeviceState(worker.device.info, self._volumes.get(id)) if worker else None

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
            states = [DeviceState(w.device.info, self._volumes.get(i)) for i, w in self._workers.items()]
        return sorted(states, key=lambda s: (s.info.name.casefold(), s.info.id))

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
