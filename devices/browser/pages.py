"""Which pages are connected.

    connected ── no connection for the grace ──► lost ── a minute without one ──► gone
        ▲                                         │
        └────────── it introduces itself ◄────────┘      it says goodbye, or is loaded anew: gone at once

A page that reloads keeps its id and holds nothing: it arrives anew. A page that was away, or that outlived the server,
still holds its media and plays on from what it has read: it keeps its device, and the music never noticed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from devices.browser.device import BrowserDevice
from devices.commands import DeviceCommand
from devices.errors import UnknownDevice
from devices.hub import DeviceHub
from devices.model import Capabilities, DeviceId, DeviceInfo, DeviceKind, Fading, PlayToken
from devices.reports import Arrived, Found, Lost, VolumeChanged

log = logging.getLogger(__name__)

GRACE_MS = 10_000  # a phone that changes its network is back within 3–8 s
LOST_MS = 60_000


class Pages:
    """Any thread. One thread of its own says who is lost, and who is gone."""

    def __init__(
        self,
        hub: DeviceHub,
        *,
        deliver: Callable[[DeviceId, DeviceCommand], None],
        now_ms: Callable[[], int],
        grace_ms: int = GRACE_MS,
        lost_ms: int = LOST_MS,
    ) -> None:
        self._hub = hub
        self._deliver = deliver
        self._now_ms = now_ms
        self._grace_ms = grace_ms
        self._lost_ms = lost_ms
        self._connections: dict[DeviceId, int] = {}  # live connections of each page
        self._left_ms: dict[DeviceId, int] = {}  # since when a page has none
        self._lost: set[DeviceId] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="pages", daemon=True)
        self._thread.start()

    def introduce(
        self,
        id: DeviceId,
        *,
        name: str,
        mimes: frozenset[str],
        volume_percent: int,
        can_mix: bool = False,
        holds: str | None = None,
        is_away: bool = False,
        is_metered: bool = False,
        can_rate: bool = False,
        can_fade: bool = False,
        can_overlay: bool = False,
        owner: int = 0,
    ) -> None:
        """A page says who it is; `holds` is the token of the media in it, if any, `owner` the number of who is logged
        in there. Idempotent: a phone that leaves the house says so again. Raises: UnknownDevice, for a page of somebody
        else that is connected."""
        known = self._find(id)
        if known is not None and known.owner != owner and self._is_connected(id):
            raise UnknownDevice(id)
        able = replace(
            _able(mimes, can_mix=can_mix),
            is_away=is_away,
            is_metered=is_metered,
            can_rate=can_rate,
            fading=Fading.GAIN if can_fade else Fading.NONE,
            can_overlay=can_overlay,
        )
        info = DeviceInfo(id, DeviceKind.BROWSER, name, "Browser", able)
        with self._lock:
            was_lost = id in self._lost
            self._lost.discard(id)
            if not self._connections.get(id):
                self._left_ms[id] = self._now_ms()
        if known is not None and known.owner == owner and not known.was_reloaded(holds):
            known.introduce(info)
            self._hub.report(Arrived(info))
            if was_lost:
                self._hub.report(Found(id, self._now_ms()))
        else:
            held = PlayToken(holds) if holds else None
            self._hub.add(
                BrowserDevice(info, deliver=lambda c: self._deliver(id, c), holds=held, owner=owner)
            )
        self._hub.report(VolumeChanged(id, volume_percent))

    def belongs_to(self, id: DeviceId, owner: int) -> bool:
        """Whether this page was introduced, by them."""
        known = self._find(id)
        return known is not None and known.owner == owner

    def forget(self, id: DeviceId) -> None:
        """Nobody counts on what this page holds: it was told so."""
        known = self._find(id)
        if known is not None:
            known.forget()

    def connected(self, id: DeviceId) -> None:
        with self._lock:
            self._connections[id] = self._connections.get(id, 0) + 1
            self._left_ms.pop(id, None)

    def disconnected(self, id: DeviceId) -> None:
        with self._lock:
            self._connections[id] = max(0, self._connections.get(id, 0) - 1)
            if not self._connections[id]:
                del self._connections[id]
                self._left_ms[id] = self._now_ms()

    def goodbye(self, id: DeviceId) -> None:
        """The page is being closed."""
        with self._lock:
            self._left_ms.pop(id, None)
            self._lost.discard(id)
        if self._find(id) is not None:
            self._hub.remove(id)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _is_connected(self, id: DeviceId) -> bool:
        with self._lock:
            return bool(self._connections.get(id))

    def _find(self, id: DeviceId) -> BrowserDevice | None:
        try:
            device = self._hub.get_device(id)
        except UnknownDevice:
            return None
        return device if isinstance(device, BrowserDevice) else None

    def _watch(self) -> None:
        while not self._stop.wait(min(1.0, self._grace_ms / 4_000)):
            for said in self._newly_lost():
                self._hub.report(said)
            for id in self._newly_gone():
                self._hub.remove(id)

    def _newly_lost(self) -> list[Lost]:
        with self._lock:
            late = {i: since for i, since in self._away(self._grace_ms).items() if i not in self._lost}
            self._lost.update(late)
        return [Lost(id, since_ms) for id, since_ms in late.items()]

    def _newly_gone(self) -> list[DeviceId]:
        with self._lock:
            late = list(self._away(self._lost_ms))
            for id in late:
                del self._left_ms[id]
                self._lost.discard(id)
        return late

    def _away(self, longer_than_ms: int) -> dict[DeviceId, int]:
        """Since when. The lock is held."""
        now_ms = self._now_ms()
        return {id: since for id, since in self._left_ms.items() if now_ms - since > longer_than_ms}


def _able(mimes: frozenset[str], *, can_mix: bool) -> Capabilities:
    able = Capabilities(
        mimes=mimes,
        max_sample_rate_hz=192_000,
        max_channels=8,
        can_schedule=True,
        can_level=True,
        can_preload=True,
        position_bound_ms=40,
    )
    if not can_mix:
        return able
    # 96 kHz is what every browser's AudioContext must be able to run at; what a context says of its time is good to
    # 0.2 ms (measured in Chromium), what the page knows of ours to half a round trip.
    return replace(able, can_mix=True, max_sample_rate_hz=96_000, max_channels=2, position_bound_ms=10)
