"""Tells the home network where Segue is: `_http._tcp` for browsers, `_segue._tcp` for apps that know it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zeroconf import ServiceInfo, Zeroconf

from devices.discovery.network import RETRY_S, Network, NoMulticast, multicast

log = logging.getLogger(__name__)

SERVICES = ("_http._tcp.local.", "_segue._tcp.local.")
_CLOSE_S = 3.0
_LONGEST_LABEL_BYTES = 63  # RFC 6763 §4.1.1: the instance's name is one DNS label


@dataclass(frozen=True, slots=True)
class Announcement:
    name: str  # for people: "Segue on attic"
    port: int
    version: str
    server_id: str  # tells two houses apart, for good


class Announcer:
    """Owns the thread `announce`, which probes for about a second, and zeroconf's. Any thread may call."""

    def __init__(
        self,
        announcement: Announcement,
        *,
        interfaces: Sequence[str] = (),
        network: Callable[[Sequence[str]], Network] = Network,
    ) -> None:
        self._announcement = announcement
        self._interfaces = tuple(interfaces)
        self._network = network
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="announce", daemon=True)

    def start(self) -> None:
        """Returns at once. Without multicast there is one warning, everything else works, and it is tried again."""
        self._thread.start()

    def close(self) -> None:
        """Says goodbye to the network; blocks at most about 3 s. Idempotent."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        network, told = self._network(self._interfaces), ""
        while not self._closing.is_set():
            try:
                with multicast(network) as zeroconf:
                    self._announce(zeroconf, network)
            except NoMulticast as error:
                if str(error) != told:
                    told = str(error)
                    log.warning("no multicast here (%s): open Segue by its address", told)
                network.wait(self._closing, RETRY_S)

    def _announce(self, zeroconf: Zeroconf, network: Network) -> None:
        """Until the machine has other addresses, or it is over."""
        infos = service_infos(self._announcement, sorted(network.addresses))
        for info in infos:
            if self._closing.is_set():
                return
            zeroconf.register_service(info, allow_name_change=True)
        addresses = ", ".join(infos[0].parsed_addresses())
        log.info("announced as %r on the home network, at %s", self._announcement.name, addresses)
        while not self._closing.is_set() and not network.wait(self._closing, RETRY_S):
            pass


def service_infos(announcement: Announcement, addresses: Sequence[str]) -> list[ServiceInfo]:
    """The records to publish, at these IPv4 addresses (loopback only when there is no other)."""
    reachable = [address for address in addresses if not address.startswith("127.")] or list(addresses)
    texts = {"version": announcement.version, "path": "/", "id": announcement.server_id}
    return [
        ServiceInfo(
            service,
            f"{instance_label(announcement.name)}.{service}",
            port=announcement.port,
            properties=texts,
            server=f"segue-{announcement.server_id}.local.",
            parsed_addresses=reachable,
        )
        for service in SERVICES
    ]


def instance_label(name: str) -> str:
    """The name as one DNS label: no dot, which would begin another, and at most 63 bytes of UTF-8."""
    plain = name.replace(".", " ").strip() or "Segue"
    return plain.encode()[:_LONGEST_LABEL_BYTES].decode("utf-8", "ignore")
