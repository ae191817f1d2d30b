"""Tells the home network where Segue is: `_http._tcp` for browsers, `_segue._tcp` for apps that know it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import ifaddr
from zeroconf import Error, InterfaceChoice, ServiceInfo, Zeroconf

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

    def __init__(self, announcement: Announcement, *, interfaces: Sequence[str] = ()) -> None:
        self._announcement = announcement
        self._interfaces = tuple(interfaces)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._announce, name="announce", daemon=True)
        self._zeroconf: Zeroconf | None = None

    def start(self) -> None:
        """Returns at once. Without multicast there is one warning, and everything else works."""
        self._thread.start()

    def close(self) -> None:
        """Says goodbye to the network; blocks at most about 3 s. Idempotent."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            _close(zeroconf)

    def _announce(self) -> None:
        try:
            zeroconf = Zeroconf(interfaces=list(self._interfaces) or InterfaceChoice.All)
        except (OSError, RuntimeError, Error) as error:
            log.warning(
                "no multicast here (%s): open Segue by its address, it cannot be found by name", error
            )
            return
        self._zeroconf = zeroconf
        try:
            for info in service_infos(self._announcement, list(self._interfaces) or _own_addresses()):
                if self._closing.is_set():
                    return
                zeroconf.register_service(info, allow_name_change=True)
        except (OSError, RuntimeError, Error) as error:
            log.warning("the network does not take announcements (%s): open Segue by its address", error)
            return
        log.info("announced as %r on the home network", self._announcement.name)


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


def _own_addresses() -> list[str]:
    """IPv4, of every interface."""
    return [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]


def _close(zeroconf: Zeroconf) -> None:
    try:
        zeroconf.close()
    except (OSError, RuntimeError, Error) as error:
        log.debug("mDNS goodbye: %s", error)
