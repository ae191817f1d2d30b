"""One thread a device: carries out its commands in order, so that no caller ever waits for a speaker."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable

from devices.commands import (
    DeviceCommand,
    Load,
    Overlay,
    Pause,
    SetVolume,
    Stop,
    Swell,
    carry_out,
    superseded,
    token_of,
)
from devices.errors import DeviceError, DeviceFailed
from devices.hush import Hush
from devices.model import Device, Fading
from devices.reports import Ended, Failed, Paused, Report, Stopped, VolumeChanged

log = logging.getLogger(__name__)

QUEUE_BOUND = (
    64  # people do not click faster than devices obey; beyond it the oldest waiting command is dropped
)
_QUIET = (
    Stop | SetVolume
)  # they can wait for a device that does not answer; nothing else means the same later
SETTLE_S = 0.5  # a device that is closed must have taken its volume back


class Worker:
    """`send` may be called by any thread and returns at once. `close` waits at most 2 s for the thread."""

    def __init__(
        self,
        device: Device,
        *,
        report: Callable[[Report], None],
        tell: Callable[[Report], None] = lambda report: None,
        now_ms: Callable[[], int],
        volume: Callable[[], int | None] = lambda: None,
    ) -> None:
        """`volume` is the device's own, if it is known; `tell` passes on what is not the device's word."""
        self.device = device
        self._volume = volume
        self._tell = tell
        self._hush = Hush(device, now_ms)
        self._is_hush_over = False
        self._report = report
        self._now_ms = now_ms
        self._waiting: deque[DeviceCommand] = deque(maxlen=QUEUE_BOUND)
        self._wake = threading.Condition()
        self._held = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"device-{device.info.id}", daemon=True)
        self._thread.start()

    def send(self, command: DeviceCommand) -> None:
        if isinstance(command, SetVolume) and self._hush.ask(command.percent):
            self._tell(VolumeChanged(self.device.info.id, command.percent))
            return
        with self._wake:
            if not self._held or isinstance(command, _QUIET):
                kept = [c for c in self._waiting if not superseded(c, command) and c != command]
                self._waiting = deque([*kept, command], maxlen=QUEUE_BOUND)
                self._wake.notify()
                return
        self._refuse([command])

    def hold(self) -> None:
        """The device does not answer: what is to be heard fails, what is to be silent waits."""
        with self._wake:
            self._held = True
            waiting = list(self._waiting)
            self._waiting = deque((c for c in waiting if isinstance(c, _QUIET)), maxlen=QUEUE_BOUND)
        self._refuse([c for c in waiting if not isinstance(c, _QUIET)])

    def _refuse(self, commands: Iterable[DeviceCommand]) -> None:
        for command in commands:
            if isinstance(command, Load | Overlay):
                self._failed(command, "it does not answer")

    def release(self) -> None:
        with self._wake:
            self._held = False
            self._wake.notify()

    def hear(self, report: Report) -> bool:
        """Any thread. What the device says; False: it is the echo of a fade, and no news."""
        match report:
            case VolumeChanged(_, percent):
                return self._hush.hear(percent)
            case Stopped() | Ended() | Failed() | Paused() if report.token == self._hush.token:
                with self._wake:
                    self._is_hush_over = True
                    self._wake.notify()
        return True

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout=2)
        self.device.close()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._is_due, timeout=self._patience_s())
                over = not self._held and (self._is_hush_over or self._is_hush_late())
                self._is_hush_over = self._is_hush_over and self._held
                is_last = self._closing and (self._held or not self._waiting)
                command = (
                    None if over or is_last or self._held or not self._waiting else self._waiting.popleft()
                )
            if over or is_last:
                self._hush.end()
            if is_last:
                self._hush.settle(SETTLE_S)
                return
            if command is not None:
                self._carry_out(command)

    def _is_due(self) -> bool:
        return self._closing or (not self._held and (self._is_hush_over or bool(self._waiting)))

    def _is_hush_late(self) -> bool:
        return self._hush.due_ms is not None and self._now_ms() >= self._hush.due_ms

    def _patience_s(self) -> float:
        return 60 if self._hush.due_ms is None else 1

    def _is_wanted(self, within_s: float) -> bool:
        """Whether there is other work, within that time."""
        with self._wake:
            return self._wake.wait_for(self._is_due, timeout=within_s)

    def _carry_out(self, command: DeviceCommand) -> None:
        try:
            self._prepare(command)
            carry_out(self.device, command)
        except DeviceFailed as error:
            self._failed(command, error.reason)
        except DeviceError as error:
            self._failed(command, str(error))
        except Exception:
            log.exception("device=%s could not %s", self.device.info.id, type(command).__name__)
            self._failed(command, "the device's driver failed; the log says why")

    def _prepare(self, command: DeviceCommand) -> None:
        """Sees to the volume of a device that can be hushed by nothing else."""
        if self.device.info.fading is not Fading.VOLUME:
            return
        own = self._volume()
        match command:
            case Load(media) if media.is_hushed and own:
                self._hush.begin(media.token, own)
            case Load():
                self._hush.end()
            case Pause(token, fade_ms) if fade_ms and own:
                self._hush.sink(token, own, fade_ms, self._is_wanted)
            case Swell(token, over_ms) if token == self._hush.token:
                self._hush.swell(over_ms, self._is_wanted)

    def _failed(self, command: DeviceCommand, reason: str) -> None:
        token = token_of(command)
        if token is not None:
            self._report(Failed(self.device.info.id, token, reason, self._now_ms()))
