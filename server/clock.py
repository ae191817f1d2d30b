"""Where time comes from: everybody takes a Clock, so that tests can move it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


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


def find_zone() -> tzinfo:
    """That of the clock on this machine's wall, with its changes of the year; UTC where the machine names none."""
    try:
        name = os.environ.get("TZ", "").lstrip(":")
        if name:
            return ZoneInfo(name)
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return UTC
