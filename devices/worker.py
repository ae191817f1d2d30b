"""One thread a device: carries out its commands in order, so that no caller ever waits for a speaker."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from devices.commands import DeviceCommand, carry_out, superseded, token_of
from devices.errors import DeviceError, DeviceFailed
from devices.model import Device
from devices.reports import Failed, Report

log = logging.getLogger(__name__)

QUEUE_BOUND = (
    64  # people do not click faster than devices obey; beyond it the oldest waiting command is dropped
)


class Worker:
    """`send` may be called by any thread and returns at once. `close` waits at most 2 s for the thread."""

    def __init__(
        self, device: Device, *, report: Callable[[Report], None], now_ms: Callable[[], int]
    ) -> None:
        self.device = device
        self._report = report
        self._now_ms = now_ms
        self._waiting: deque[DeviceCommand] = deque(maxlen=QUEUE_BOUND)
        self._wake = threading.Condition()
        self._held = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"device-{device.info.id}", daemon=True)
        self._thread.start()

    def send(self, command: DeviceCommand) -> None:
        with self._wake:
            kept = [c for c in self._waiting if not superseded(c, command)]
            self._waiting = deque([*kept, command], maxlen=QUEUE_BOUND)
            self._wake.notify()

    def hold(self) -> None:
        """The device does not answer: commands wait, and newer ones take the place of older ones."""
        with self._wake:
            self._held = True

    def release(self) -> None:
        with self._wake:
            self._held = False
            self._wake.notify()

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout=2)
        self.device.close()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._is_due, timeout=60)
                if self._closing and (self._held or not self._waiting):
                    return
                if self._held or not self._waiting:
                    continue
                command = self._waiting.popleft()
            self._carry_out(command)

    def _is_due(self) -> bool:
        return self._closing or (bool(self._waiting) and not self._held)

    def _carry_out(self, command: DeviceCommand) -> None:
        try:
            carry_out(self.device, command)
        except DeviceFailed as error:
            self._failed(command, error.reason)
        except DeviceError as error:
            self._failed(command, str(error))
        except Exception:
            log.exception("device=%s could not %s", self.device.info.id, type(command).__name__)
            self._failed(command, "the device's driver failed; the log says why")

    def _failed(self, command: DeviceCommand, reason: str) -> None:
        token = token_of(command)
        if token is not None:
            self._report(Failed(self.device.info.id, token, reason, self._now_ms()))
