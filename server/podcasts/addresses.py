"""Which addresses a feed may lead us to: public ones. Who writes a feed must not reach the router through us."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TypeAlias

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
AddressPolicy: TypeAlias = Callable[[str], bool]  # of an address as text, already resolved

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


def only_public(address: str) -> bool:
    """Whether it is of the Internet at large: not private, loopback, link-local, shared, reserved or multicast."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip)
    return (
        ip.is_global
        and not ip.is_multicast
        and (inner is None or (inner.is_global and not inner.is_multicast))
    )


def _inner(ip: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else None)
