"""The library's one door to the time; everything else is handed numbers."""

from __future__ import annotations

import time
from datetime import datetime


def wall_ms() -> int:
    """Unix time in milliseconds: for what people are shown (added, starred, played)."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """Milliseconds that never jump: for pacing."""
    return time.monotonic_ns() // 1_000_000


def local_time() -> datetime:
    """What the clock on the wall shows, without a zone: for what people want done at a time of day."""
    return datetime.now().astimezone().replace(tzinfo=None)  # noqa: TID251 - the one door
