"""Watches the home network for speakers that announce themselves by mDNS, for as long as it runs."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence

from zeroconf import Error, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from devices.discovery.network import LOOK_S, RETRY_S, Network, NoMulticast, multicast
from devices.discovery.sighting import Sighted, Sighting, Vanished
from devices.model import DeviceId, DeviceKind

log = logging.getLogger(__name__)

CAST, SONOS = "_googlecast._tcp.local.", "_sonos._tcp.local."
CAST_GROUP = "Google Cast Group"  # the model that a group claims to be
SONOS_PORT = 1400  # of UPnP; the service's own port is another protocol's
_RESOLVE_MS = 3_000
_NEXT_S = 0.5
_CLOSE_S = 3.0
_NEWS = 1_000  # more than a house can have; beyond it the oldest news comes again with its next announcement


class Browser:
    """Owns the thread `browse`, which calls `sighted` and `vanished`, and zeroconf's. Any thread may call."""

    def __init__(
        self,
        *,
        sighted: Sighted,
        vanished: Vanished,
        interfaces: Sequence[str] = (),
        network: Callable[[Sequence[str]], Network] = Network,
    ) -> None:
        self._sighted = sighted
        self._vanished = vanished
        self._interfaces = tuple(interfaces)
        self._network = network
        self._news: queue.Queue[tuple[str, str, ServiceStateChange]] = queue.Queue(maxsize=_NEWS)
        self._ids: dict[str, DeviceId] = {}  # by the name of the service
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="browse", daemon=True)

    def start(self) -> None:
        """Returns at once. Without multicast, of which the announcer warns, it is tried again from time to time."""
        self._thread.start()

    def close(self) -> None:
        """Blocks at most about 3 s. Idempotent."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        network = self._network(self._interfaces)
        while not self._closing.is_set():
            try:
                with multicast(network) as zeroconf:
                    self._forget()
                    ServiceBrowser(zeroconf, [CAST, SONOS], handlers=[self._overhear])
                    while not self._closing.is_set() and not network.has_changed():
                        self._listen(zeroconf)
            except NoMulticast as error:
                log.info("speakers are found by the addresses in the settings only (%s)", error)
                network.wait(self._closing, RETRY_S)

    def _forget(self) -> None:
        """Another network has other speakers; whoever is in this one, too, is heard of again."""
        gone = set(self._ids.values())
        self._ids.clear()
        for id in sorted(gone):
            self._vanished(id)

    def _listen(self, zeroconf: Zeroconf) -> None:
        for _ in range(round(LOOK_S / _NEXT_S)):
            if self._closing.is_set():
                return
            try:
                self._next(zeroconf)
            except (OSError, RuntimeError, Error):  # mDNS itself
                raise
            except Exception:  # a thread root: the next announcement may be a better one
                log.exception("what was announced is not understood")

    def _overhear(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        """zeroconf's thread."""
        try:
            self._news.put_nowait((service_type, name, state_change))
        except queue.Full:
            log.warning("more is announced on the network than is read")

    def _next(self, zeroconf: Zeroconf) -> None:
        try:
            service, name, change = self._news.get(timeout=_NEXT_S)
        except queue.Empty:
            return
        if change is ServiceStateChange.Removed:
            gone = self._ids.pop(name, None)
            if gone is not None and gone not in self._ids.values():
                self._vanished(gone)
            return
        info = zeroconf.get_service_info(service, name, timeout=_RESOLVE_MS)
        sighting = None if info is None else read(info)
        if sighting is None:
            log.info("service=%r says too little of itself", name)
            return
        self._ids[name] = sighting.id
        self._sighted(sighting)


def read(info: ServiceInfo) -> Sighting | None:
    """Of a service that was announced; None if it does not say who and where it is."""
    addresses = info.parsed_addresses()
    host = next((each for each in addresses if ":" not in each), None)
    readers: dict[str, Callable[[ServiceInfo, Mapping[str, str], str], Sighting | None]] = {
        CAST: _read_cast,
        SONOS: _read_sonos,
    }
    texts = {
        key.decode(errors="replace"): (value or b"").decode(errors="replace")
        for key, value in info.properties.items()
    }
    return None if host is None else readers[info.type](info, texts, host)


def _read_cast(info: ServiceInfo, texts: Mapping[str, str], host: str) -> Sighting | None:
    """{id=9b4c…, fn=Kitchen, md=Google Nest Mini, ca=199172}: a group's id is its own, its host the leader's."""
    uuid, model = texts.get("id", "").replace("-", "").lower(), texts.get("md", "")
    if not uuid or not info.port:
        return None
    name = texts.get("fn") or _instance(info)
    id = DeviceId(f"{DeviceKind.CHROMECAST}-{uuid}")
    return Sighting(id, DeviceKind.CHROMECAST, name, model, host, info.port, is_group=model == CAST_GROUP)


def _read_sonos(info: ServiceInfo, texts: Mapping[str, str], host: str) -> Sighting | None:
    """RINCON_7828CA0E3C4201400@Living Room: {uuid=RINCON_…, vers=3, hhid=Sonos_…, bootseq=62}."""
    uid, _, room = _instance(info).partition("@")
    uid = texts.get("uuid") or uid
    if not uid.startswith("RINCON_"):
        return None
    id = DeviceId(f"{DeviceKind.SONOS}-{uid}")
    return Sighting(id, DeviceKind.SONOS, room or uid, "Sonos", host, SONOS_PORT)


def _instance(info: ServiceInfo) -> str:
    return info.name.removesuffix(f".{info.type}")
