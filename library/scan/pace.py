"""How fast a scan goes and how long it will still take; pure."""

from __future__ import annotations

from collections import deque

_WINDOW_MS = 15_000  # long enough for a folder of large files, short enough to follow a disk that wakes up
_LEAST_MS = 1_000


class Pace:
    """Told how many files were dealt with, at which times."""

    def __init__(self) -> None:
        self._samples: deque[tuple[int, int]] = deque()

    def add(self, at_ms: int, done: int) -> None:
        self._samples.append((at_ms, done))
        while len(self._samples) > 2 and at_ms - self._samples[0][0] > _WINDOW_MS:
            self._samples.popleft()

    @property
    def files_per_s(self) -> float | None:
        """Of the last seconds; None until there is something to tell."""
        if not self._samples:
            return None
        (began_ms, before), (at_ms, now) = self._samples[0], self._samples[-1]
        return 1000 * (now - before) / (at_ms - began_ms) if at_ms - began_ms >= _LEAST_MS else None

    def remaining_s(self, left: int) -> int | None:
        rate = self.files_per_s
        return round(left / rate) if rate else None
