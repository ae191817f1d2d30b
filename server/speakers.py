"""Makes devices of the speakers that are seen on the home network or named in the settings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from devices import Device, DeviceId, DeviceKind
from devices.chromecast import Chromecast
from devices.chromecast import identify as identify_chromecast
from devices.discovery import Browser, Sighting, SonosSearch
from devices.hub import DeviceHub
from devices.sonos import SonosRooms
from server.clock import Clock
from server.config import DevicesConfig, DiscoveryConfig
from server.streaming import Streams

log = logging.getLogger(__name__)

_ASK_AGAIN_S = 30.0
_CLOSE_S = 2.0


class Speaker(Device, Protocol):
    def seen(self, sighting: Sighting) -> None:
        """Again, perhaps at another address or under another name. Any thread; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class Maker:
    """How speakers of one kind come to be."""

    make: Callable[[Sighting], Speaker]
    identify: Callable[
        [str], Sequence[Sighting]
    ]  # asks an address of the settings; nobody: it does not answer


def makers(hub: DeviceHub, streams: Streams, clock: Clock) -> dict[DeviceKind, Maker]:
    return {
        DeviceKind.CHROMECAST: Maker(
            lambda seen: Chromecast(
                seen, report=hub.report, now_ms=clock.now_ms, token_of=streams.find_token
            ),
            identify_chromecast,
        ),
    }


class Household(Protocol):
    """Speakers that know each other: one of them tells of all, and which of them are devices changes."""

    def sighted(self, host: str) -> None:
        """One is there. Any thread; returns at once."""
        ...

    def ask(self, address: str) -> None:
        """One is said to be at this address, or name: it is asked until it answers. Returns at once."""
        ...

    def close(self) -> None: ...


def find_households(hub: DeviceHub, streams: Streams, clock: Clock) -> dict[DeviceKind, Household]:
    """Each runs from now on, and may be asked to group its speakers through the hub."""
    sonos = SonosRooms(hub=hub, now_ms=clock.now_ms, token_of=streams.find_token)
    hub.group_by(DeviceKind.SONOS, sonos)
    return {DeviceKind.SONOS: sonos}


class Speakers:
    """Any thread. Owns the thread `speakers`, which asks the addresses of the settings until all have answered."""

    def __init__(
        self,
        hub: DeviceHub,
        makers: Mapping[DeviceKind, Maker],
        households: Mapping[DeviceKind, Household],
        *,
        devices: DevicesConfig,
        discovery: DiscoveryConfig,
    ) -> None:
        self._hub = hub
        self._makers = makers
        self._households = households
        self._speakers: dict[DeviceId, Speaker] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._by_hand = {(DeviceKind.CHROMECAST, each) for each in devices.chromecast}
        self._sonos_by_hand = devices.sonos
        self._thread = threading.Thread(target=self._ask, name="speakers", daemon=True)
        self._browser = (
            Browser(sighted=self.sighted, vanished=self.vanished, interfaces=discovery.interfaces)
            if discovery.enabled
            else None
        )
        self._search = (
            SonosSearch(sighted=self.sighted, interfaces=discovery.interfaces) if discovery.enabled else None
        )

    def start(self) -> None:
        """Returns at once."""
        if self._browser is not None:
            self._browser.start()
        if self._search is not None:
            self._search.start()
        for address in self._sonos_by_hand:
            self._households[DeviceKind.SONOS].ask(address)
        if self._by_hand:
            self._thread.start()

    def close(self) -> None:
        """Nobody is found any more; the speakers themselves are the hub's to close. Blocks at most about 5 s."""
        self._closing.set()
        if self._browser is not None:
            self._browser.close()
        if self._search is not None:
            self._search.close()
        for household in self._households.values():
            household.close()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def sighted(self, sighting: Sighting) -> None:
        maker, household = self._makers.get(sighting.kind), self._households.get(sighting.kind)
        if household is not None and not self._closing.is_set():
            household.sighted(sighting.host)
        if maker is None or self._closing.is_set():
            return
        with self._lock:
            known = self._speakers.get(sighting.id)
            if known is None:
                speaker = self._speakers[sighting.id] = maker.make(sighting)
        if known is None:
            self._hub.add(speaker)
        else:
            known.seen(sighting)

    def vanished(self, id: DeviceId) -> None:
        """Its records ran out. One that still answers stays, and so does one whose music may come back."""
        with self._lock:
            if id not in self._speakers:
                return
        state = self._hub.find(id)
        if state is None or state.is_reachable:
            return
        with self._lock:
            self._speakers.pop(id, None)
        self._hub.remove(id)

    def _ask(self) -> None:
        waiting = set(self._by_hand)
        while waiting and not self._closing.is_set():
            for kind, address in sorted(waiting):
                if self._is_there(kind, address):
                    waiting.discard((kind, address))
            self._closing.wait(_ASK_AGAIN_S)

    def _is_there(self, kind: DeviceKind, address: str) -> bool:
        maker = self._makers.get(kind)
        found = maker.identify(address) if maker is not None else ()
        if maker is not None and not found:
            log.warning("address=%s no %s answers there; it is asked again", address, kind)
        for sighting in found:
            self.sighted(sighting)
        return maker is None or bool(found)
