"""What befell each device, for people who ask why it stopped: newest few, in memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from devices import Arrived, Buffering, DeviceId, Failed, Found, Gone, Lost, Occupied, Report, Stopped

KEPT = 30
DEVICES_KEPT = 200
What = Literal["stalled", "failed", "stopped", "lost", "found", "arrived", "gone", "occupied"]


@dataclass(frozen=True, slots=True)
class Happening:
    what: What
    detail: str  # for people
    at_utc: datetime


class Diary:
    """Any thread."""

    def __init__(self, now_utc: Callable[[], datetime]) -> None:
        self._now_utc = now_utc
        self._lock = threading.Lock()
        self._of: dict[DeviceId, deque[Happening]] = {}

    def hear(self, said: Report) -> None:
        """Returns at once."""
        entry = _entry(said)
        if entry is None:
            return
        device, what, detail = entry
        with self._lock:
            if device not in self._of and len(self._of) >= DEVICES_KEPT:
                del self._of[next(iter(self._of))]
            kept = self._of.setdefault(device, deque(maxlen=KEPT))
            kept.append(Happening(what, detail, self._now_utc()))

    def list_of(self, device: DeviceId) -> list[Happening]:
        """Newest first."""
        with self._lock:
            return list(reversed(self._of.get(device, ())))


def _entry(said: Report) -> tuple[DeviceId, What, str] | None:
    match said:
        case Buffering(device, _, position_ms):
            return device, "stalled", f"at {position_ms // 60_000}:{position_ms // 1000 % 60:02}"
        case Failed(device, _, reason):
            return device, "failed", reason
        case Stopped(device, _, _, reason):
            return device, "stopped", reason or "as it was told to"
        case Lost(device):
            return device, "lost", "it does not answer"
        case Found(device):
            return device, "found", "it answers again"
        case Arrived(info):
            return info.id, "arrived", info.address
        case Gone(device):
            return device, "gone", "it went away"
        case Occupied(device, by):
            return device, "occupied", f"{by} plays there" if by else "it is free again"
        case _:
            return None
