"""How long each device takes from a load to its first sound: the median of the last nine, or a guess by its kind."""

from __future__ import annotations

import statistics
import threading
from collections import deque
from collections.abc import Iterable

from devices import DeviceId, DeviceInfo, DeviceKind

KEPT = 9
GUESSES_MS = {
    DeviceKind.BROWSER: 400,
    DeviceKind.VIRTUAL: 500,
    DeviceKind.CHROMECAST: 1_500,
    DeviceKind.SONOS: 2_500,
}


class LatencyBook:
    """Any thread."""

    def __init__(self, seen: Iterable[tuple[DeviceId, int]] = ()) -> None:
        """`seen` is what was learned before, oldest first."""
        self._seen: dict[DeviceId, deque[int]] = {}
        self._lock = threading.Lock()
        for device, latency_ms in seen:
            self.learn(device, latency_ms)

    def learn(self, device: DeviceId, latency_ms: int) -> None:
        with self._lock:
            self._seen.setdefault(device, deque(maxlen=KEPT)).append(latency_ms)

    def seen_of(self, device: DeviceId) -> tuple[int, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._seen.get(device, ()))

    def lead_ms(self, info: DeviceInfo) -> int:
        with self._lock:
            seen = self._seen.get(info.id)
            return round(statistics.median(seen)) if seen else GUESSES_MS[info.kind]
