"""How long each device takes from a load to its first sound: the median of the last nine, or a guess by its kind."""

from __future__ import annotations

import statistics
import threading
from collections import deque

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

    def __init__(self) -> None:
        self._seen: dict[DeviceId, deque[int]] = {}
        self._lock = threading.Lock()

    def learn(self, device: DeviceId, latency_ms: int) -> None:
        with self._lock:
            self._seen.setdefault(device, deque(maxlen=KEPT)).append(latency_ms)

    def lead_ms(self, info: DeviceInfo) -> int:
        with self._lock:
            seen = self._seen.get(info.id)
            return round(statistics.median(seen)) if seen else GUESSES_MS[info.kind]
