"""How long each device takes from a load or a seek to the sound, by what it is sent and by whether it was cold.

The median of the last nine; where the last three all lie on one side of it and beyond what is usual, the device or its
network has changed, and theirs counts. What was never seen is taken from what is nearest: the same device with another
codec, the same device cold instead of warm, another device of its kind, a guess.
"""

from __future__ import annotations

import statistics
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from devices import DeviceId, DeviceInfo, DeviceKind

KEPT = 9
COLD_MS = 30_000  # receivers keep their player so long after a stop (reference: devices, 2.1)
USUAL_MS = 50  # what a device's start differs by from one time to the next, at least

# (warm, cold): a cold Chromecast launches its receiver first
GUESSES_MS = {
    DeviceKind.BROWSER: (400, 400),
    DeviceKind.VIRTUAL: (500, 500),
    DeviceKind.CHROMECAST: (1_500, 4_000),
    DeviceKind.SONOS: (2_500, 2_500),
    DeviceKind.PHONE: (0, 0),  # it is never told to start
}

# of what is loaded and plays, where that is known to take something else than a load
SEEKS_MS = {DeviceKind.CHROMECAST: 400}


@dataclass(frozen=True, slots=True)
class Start:
    """What decides how long a start takes."""

    device: DeviceId
    mime: str  # "": not known
    is_cold: bool
    is_seek: bool = False  # of what plays, to another place; never cold


class LatencyBook:
    """Any thread."""

    def __init__(self, seen: Iterable[tuple[Start, int]] = ()) -> None:
        """`seen` is what was learned before, oldest first."""
        self._seen: dict[Start, deque[int]] = {}
        self._kinds: dict[DeviceId, DeviceKind] = {}
        self._lock = threading.Lock()
        for start, latency_ms in seen:
            self.learn(start, latency_ms)

    def learn(self, start: Start, latency_ms: int) -> None:
        with self._lock:
            self._seen.setdefault(start, deque(maxlen=KEPT)).append(latency_ms)

    def seen_of(self, device: DeviceId) -> dict[Start, tuple[int, ...]]:
        """By how it was started, oldest first."""
        with self._lock:
            return {start: tuple(seen) for start, seen in self._seen.items() if start.device == device}

    def lead_ms(self, info: DeviceInfo, mime: str = "", *, is_cold: bool = False) -> int:
        """What to aim ahead by when it loads."""
        warm_ms, cold_ms = GUESSES_MS[info.kind]
        guess_ms, other_ms = (cold_ms, warm_ms) if is_cold else (warm_ms, cold_ms)
        with self._lock:
            if (same := self._of_device(info, Start(info.id, mime, is_cold))) is not None:
                return same
            if (same := self._typical(lambda s: s.device == info.id and not s.is_seek)) is not None:
                return max(0, same + guess_ms - other_ms)
            kin = self._of_kin(info, Start(info.id, mime, is_cold))
            return guess_ms if kin is None else kin

    def seek_ms(self, info: DeviceInfo, mime: str = "") -> int | None:
        """What to aim ahead by when it seeks; None: nothing is known of its kind."""
        seek = Start(info.id, mime, is_cold=False, is_seek=True)
        with self._lock:
            if (same := self._of_device(info, seek)) is not None:
                return same
            kin = self._of_kin(info, seek)
            return SEEKS_MS.get(info.kind) if kin is None else kin

    def _of_device(self, info: DeviceInfo, start: Start) -> int | None:
        self._kinds[info.id] = info.kind
        if start in self._seen:
            return typical_ms(self._seen[start])
        return self._typical(lambda s: s.device == info.id and _is_alike(s, start))

    def _of_kin(self, info: DeviceInfo, start: Start) -> int | None:
        return self._typical(lambda s: self._kinds.get(s.device) is info.kind and _is_alike(s, start))

    def _typical(self, wanted: Callable[[Start], bool]) -> int | None:
        """The middle of what is typical for each of these starts."""
        found = [typical_ms(seen) for start, seen in self._seen.items() if wanted(start)]
        return round(statistics.median(found)) if found else None


def _is_alike(one: Start, other: Start) -> bool:
    return (one.is_cold, one.is_seek) == (other.is_cold, other.is_seek)


def typical_ms(seen: Iterable[int]) -> int:
    """Robust: one start that took ten seconds changes nothing, three that took longer do."""
    latencies = list(seen)
    middle = statistics.median(latencies)
    spread = statistics.median(abs(each - middle) for each in latencies)
    newest = latencies[-3:]
    strayed = [each - middle for each in newest if abs(each - middle) > 3 * spread + USUAL_MS]
    if len(strayed) == 3 and (min(strayed) > 0 or max(strayed) < 0):
        return round(statistics.median(newest))
    return round(middle)
