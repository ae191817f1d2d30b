"""A clock that runs faster than time, so that an evening of music takes minutes."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

TURN_S = 0.004


class FastClock:
    """`speed` 1 is time itself; the same clock must be given to all that takes part."""

    def __init__(self, speed: float = 1.0) -> None:
        self._began_utc = datetime.now(UTC)
        began_ns = time.monotonic_ns()
        self._began_ms = began_ns // 1_000_000
        self._line = (began_ns, float(self._began_ms), speed)  # since when it has shown what, how fast

    @property
    def speed(self) -> float:
        return self._line[2]

    def hurry(self, speed: float) -> None:
        """From now on."""
        now_ms = self._now_ms()
        self._line = (time.monotonic_ns(), now_ms, speed)

    def now_ms(self) -> int:
        return int(self._now_ms())

    def now_utc(self) -> datetime:
        return self._began_utc + timedelta(milliseconds=self._now_ms() - self._began_ms)

    def _now_ms(self) -> float:
        since_ns, ms, speed = self._line
        return ms + (time.monotonic_ns() - since_ns) * speed / 1_000_000


class SteppedClock:
    """Time that goes on by `step_ms()` every few real ms: who is behind makes everybody wait, so that a busy machine
    makes an evening longer and not worse."""

    def __init__(self) -> None:
        self.step_ms = lambda: TURN_S * 1000  # as fast as time
        self._began_utc = datetime.now(UTC)
        self._began_ms = self._ms = float(time.monotonic_ns() // 1_000_000)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="stepped-clock", daemon=True)
        self._thread.start()

    def hurry(self, speed: float) -> None:
        """From now on; never faster than this, and slower on a busy machine."""
        self.step_ms = lambda: TURN_S * 1000 * speed

    def now_ms(self) -> int:
        return int(self._ms)

    def now_utc(self) -> datetime:
        return self._began_utc + timedelta(milliseconds=self._ms - self._began_ms)

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=2)

    def _turn(self) -> None:
        while not self._closing.wait(TURN_S):
            self._ms += self.step_ms()
