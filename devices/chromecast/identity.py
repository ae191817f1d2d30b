"""Who a receiver is: as it was sighted, and as it answers at an address of the settings, without announcements."""

from __future__ import annotations

import socket
from contextlib import suppress

from devices import abilities
from devices.chromecast.wire import fetch_description
from devices.discovery import Sighting
from devices.model import DeviceId, DeviceInfo, DeviceKind

PORT = 8009  # of a device; a group has another one
_REACH_S = 3.0


def info_of(sighting: Sighting) -> DeviceInfo:
    capabilities = abilities.of_cast(sighting.model, is_group=sighting.is_group)
    address = f"{sighting.host}:{sighting.port}"
    kind = DeviceKind.CHROMECAST
    return DeviceInfo(sighting.id, kind, sighting.name, sighting.model, capabilities, address=address)


def identify(address: str) -> list[Sighting]:
    """At "host" or "host:port"; nobody: nothing answers. Blocks up to about 10 s, and as long as it takes to look a
    name up.

    A device tells its UUID; a group, on its own port, does not, and is known by its address as it is written.
    """
    name, port = _parted(address)
    host = _reach(name, port)
    if host is None:
        return []
    told = fetch_description(host) if port == PORT else None
    if told is None:
        id = DeviceId(f"{DeviceKind.CHROMECAST}-{name.lower()}-{port}")
        return [Sighting(id, DeviceKind.CHROMECAST, address, "Chromecast", host, port, is_group=port != PORT)]
    id = DeviceId(f"{DeviceKind.CHROMECAST}-{told.uuid}")
    return [Sighting(id, DeviceKind.CHROMECAST, told.name, told.model, host, port)]


def _parted(address: str) -> tuple[str, int]:
    """What is no address at all is a name that nobody has."""
    name, _, port = address.partition(":")
    is_plain = port.isascii() and (port.isdecimal() or not port)
    return (name.strip(), int(port or PORT)) if is_plain else (address, PORT)


def _reach(name: str, port: int) -> str | None:
    """The IPv4 address that takes a connection: pychromecast speaks no other."""
    with suppress(OSError, ValueError, OverflowError):  # no name, nobody there, no port
        host = socket.gethostbyname(name)
        with socket.create_connection((host, port), timeout=_REACH_S):
            return host
    return None
