"""A device's own volume, kept while what it starts is not to be heard yet, and given back however that ends.

own volume ──begin──► 0 ──swell──► steps, as loud as a fade of equal power ──► own volume
   └──sink──► steps ──┴── stopped, failed, paused, replaced, 40 s, closed ──► own volume

Whoever turns the volume meanwhile, by hand or by command, has the last word. For devices whose volume is all that they
have to fade by (Capabilities.fading).
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable

from devices.errors import DeviceError
from devices.model import Device, PlayToken

log = logging.getLogger(__name__)

STEP_MS = 50  # speakers take a volume about so often
LONGEST_MS = 40_000  # a cold speaker is given two tries of 15 s
ECHO_MS = 2_000  # so late a device may still tell of a step
SAME_PERCENT = 1
AGAIN_MS = 2_000  # a volume that could not be given back is tried again


class Hush:
    """`begin`, `sink`, `swell` and `end` are the worker's thread's; `hear` and `ask` any thread's."""

    def __init__(self, device: Device, now_ms: Callable[[], int]) -> None:
        self._device = device
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._own: int | None = None  # to be given back; None: nothing is owed
        self._sent: set[int] = set()
        self._asked: int | None = None  # the last that was wanted …
        self._asked_ms = -ECHO_MS  # … and when: the device may not have told of it yet
        self._given = -1  # what was given back …
        self._ended_ms = -ECHO_MS  # … and when
        self._settled = threading.Event()
        self.token: PlayToken | None = None
        self.due_ms: int | None = None  # it ends by itself then

    def begin(self, token: PlayToken, own_percent: int) -> None:
        self._owe(token, own_percent)
        self._set(0)

    def sink(
        self, token: PlayToken, own_percent: int, over_ms: int, interrupted: Callable[[float], bool]
    ) -> None:
        """Blocks so long, as `swell` does; what sounds is to stop then."""
        if self._own is not None:
            return  # it is not heard yet
        self._owe(token, own_percent)
        self._fade(over_ms, interrupted, math.cos)

    def swell(self, over_ms: int, interrupted: Callable[[float], bool]) -> None:
        """Blocks so long, unless `interrupted`, which waits so many seconds, says that there is other work."""
        self._fade(over_ms, interrupted, math.sin)
        self.end()

    def end(self) -> None:
        """Gives the volume back. Idempotent."""
        with self._lock:
            own, self._own = self._own, None
            if own is not None:
                self._given, self._ended_ms = own, self._now_ms()
        self.token = self.due_ms = None
        if own is not None and not self._set(own):
            self._own, self.due_ms = own, self._now_ms() + AGAIN_MS

    def hear(self, percent: int) -> bool:
        """Whether a volume that the device tells of is news: somebody's wish, which stays, or its own again."""
        with self._lock:
            is_step = any(abs(percent - sent) <= SAME_PERCENT for sent in self._sent)
            if self._own is not None:
                is_own = percent == self._own
                if not is_step:
                    self._own = None
                return is_own or not is_step
            if self._asked is not None and abs(percent - self._asked) > SAME_PERCENT:
                self._asked = None
            if abs(percent - self._given) <= SAME_PERCENT:
                self._settled.set()
                return True
            return not (is_step and self._now_ms() - self._ended_ms < ECHO_MS)

    def ask(self, percent: int) -> bool:
        """Somebody wants this volume. Whether it is kept until the device may be heard."""
        with self._lock:
            if self._own is None:
                self._sent = {each for each in self._sent if abs(each - percent) > SAME_PERCENT}
                self._asked, self._asked_ms = percent, self._now_ms()
                return False
            self._own = percent
            self._sent.add(percent)
            return True

    def settle(self, timeout_s: float) -> None:
        """Waits until a device to which its volume was given back just now has taken it."""
        if self._now_ms() - self._ended_ms < ECHO_MS:
            self._settled.wait(timeout_s)

    def _owe(self, token: PlayToken, own_percent: int) -> None:
        with self._lock:
            if self._asked is not None and self._now_ms() - self._asked_ms < ECHO_MS:
                self._sent, own_percent = {0, own_percent}, self._asked
            else:
                self._sent = {0}
            self._own = own_percent if self._own is None else self._own
            self._sent.add(self._own)
            self._settled.clear()
        self.token, self.due_ms = token, self._now_ms() + LONGEST_MS

    def _fade(
        self, over_ms: int, interrupted: Callable[[float], bool], shape: Callable[[float], float]
    ) -> None:
        began_ms = self._now_ms()
        while (spent_ms := self._now_ms() - began_ms) < over_ms and self._own is not None:
            self._step(shape(math.pi / 2 * min(1.0, (spent_ms + STEP_MS) / over_ms)))
            if interrupted(STEP_MS / 1000):
                break

    def _step(self, gain: float) -> None:
        with self._lock:
            if self._own is None:
                return
            percent = round(self._own * gain)
            self._sent.add(percent)
        self._set(percent)

    def _set(self, percent: int) -> bool:
        try:
            self._device.set_volume(percent)
        except DeviceError as error:
            log.info("device=%s did not take a step of its fade: %s", self._device.info.id, error)
            return False
        return True
