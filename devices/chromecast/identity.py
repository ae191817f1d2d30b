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
    """At "host" or "host:port"; nobody: nothing answers. Blocks up to about 10 s.

    A device tells its UUID; a group, on its own port, does not, and is known by its address.
    """
    name, _, port_text = address.partition(":")
    port = int(port_text or PORT)
    host = _reach(name, port)
    if host is None:
        return []
    told = fetch_description(host) if port == PORT else None
    if told is None:
        id = DeviceId(f"{DeviceKind.CHROMECAST}-{host}-{port}")
        return [Sighting(id, DeviceKind.CHROMECAST, address, "Chromecast", host, port, is_group=port != PORT)]
    id = DeviceId(f"{DeviceKind.CHROMECAST}-{told.uuid}")
    return [Sighting(id, DeviceKind.CHROMECAST, told.name, told.model, host, port)]


def _reach(name: str, port: int) -> str | None:
    """The IP address that takes a connection."""
    with suppress(OSError), socket.create_connection((name, port), timeout=_REACH_S) as connection:
        return str(connection.getpeername()[0])
    return None
