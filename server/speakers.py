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

_LOOK_S = 30.0
_LOOKS_AWAY = (
    3  # so often one that said goodbye is missed before it is forgotten: a minute at least, as sessions wait
)
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
    """Any thread. Owns the thread `speakers`, which asks the addresses of the settings while nobody is reached there,
    and forgets who has left for good."""

    def __init__(
        self,
        hub: DeviceHub,
        makers: Mapping[DeviceKind, Maker],
        households: Mapping[DeviceKind, Household],
        *,
        devices: DevicesConfig,
        discovery: DiscoveryConfig,
        look_s: float = _LOOK_S,
    ) -> None:
        self._hub = hub
        self._makers = makers
        self._households = households
        self._speakers: dict[DeviceId, Speaker] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._look_s = look_s
        self._found_at: dict[str, set[DeviceId]] = {each: set() for each in devices.chromecast}
        self._silent: set[str] = set()  # addresses where nobody answered
        self._sonos_by_hand = devices.sonos
        self._missed: dict[DeviceId, int] = {}  # who said goodbye, and for how many looks
        self._thread = threading.Thread(target=self._run, name="speakers", daemon=True)
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
            self._missed.pop(sighting.id, None)
            known = self._speakers.get(sighting.id)
            if known is None:
                speaker = self._speakers[sighting.id] = maker.make(sighting)
        if known is None:
            self._hub.add(speaker)
        else:
            known.seen(sighting)

    def vanished(self, id: DeviceId) -> None:
        """Its records ran out, or it said goodbye: one that starts anew does, and a group does when another leads it.
        One that still answers stays; for the others their music waits a minute."""
        with self._lock:
            if id in self._speakers:
                self._missed.setdefault(id, 0)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._ask()
                self._forget()
            except Exception:  # a thread root: the next look may go better
                log.exception("speakers")
            self._closing.wait(self._look_s)

    def _ask(self) -> None:
        """Also where somebody was: a name may lead to another address by now."""
        maker = self._makers.get(DeviceKind.CHROMECAST)
        for address, ids in self._found_at.items():
            if maker is None or self._closing.is_set() or (ids and all(map(self._is_reachable, ids))):
                continue
            found = maker.identify(address)
            self._tell_silence(address, is_silent=not found)
            for sighting in found:
                ids.add(sighting.id)
                self.sighted(sighting)

    def _tell_silence(self, address: str, *, is_silent: bool) -> None:
        """Once each time: a speaker may be without power for days."""
        if is_silent and address not in self._silent:
            log.warning("address=%s no speaker answers there; it is asked again", address)
        (self._silent.add if is_silent else self._silent.discard)(address)

    def _forget(self) -> None:
        with self._lock:
            missed = list(self._missed)
        for id in missed:
            if self._is_reachable(id):
                self._missed.pop(id, None)
            elif self._has_left(id):
                self._hub.remove(id)

    def _has_left(self, id: DeviceId) -> bool:
        with self._lock:
            looks = self._missed.get(id)
            if looks is None:  # it was seen meanwhile
                return False
            if looks < _LOOKS_AWAY:
                self._missed[id] = looks + 1
                return False
            del self._missed[id]
            return self._speakers.pop(id, None) is not None

    def _is_reachable(self, id: DeviceId) -> bool:
        state = self._hub.find(id)
        return state is not None and state.is_reachable
