"""Where time comes from: everybody takes a Clock, so that tests can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now_ms(self) -> int:
        """Monotonic milliseconds since an arbitrary point; the time of all `at_ms`."""
        ...

    def now_utc(self) -> datetime:
        """Aware wall-clock time, for people and expiry dates."""
        ...


class SystemClock:
    def now_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def now_utc(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251
