"""Whether somebody listens at home or from outside: by the address a request comes from, and, where a proxy is known
of (`public_url`), by the one that the proxy saw."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Request

from server.streaming import Whereabouts


def is_away(request: Request, public_url: str) -> bool:
    """A proxy's own address is of the house; whom it speaks for stands at the end of X-Forwarded-For, where nobody but
    the proxy can write. One that does not say so is taken to speak for the world. Without `public_url` there is no
    proxy, and no header is read."""
    if not is_at_home(request.remote_addr or ""):
        return True
    if not public_url:
        return False
    told = request.headers.get("X-Forwarded-For")
    if told is not None:
        return not is_at_home(told.rpartition(",")[2].strip())
    return urlsplit(request.host_url).hostname == urlsplit(public_url).hostname


def address_of(request: Request, public_url: str) -> str:
    """Who asks, for whoever counts failures: what is behind a proxy is not one and the same. Believes what `is_away`
    believes."""
    address, told = request.remote_addr or "", request.headers.get("X-Forwarded-For")
    if public_url and told is not None and is_at_home(address):
        return told.rpartition(",")[2].strip()
    return address


def origin_of(request: Request, public_url: str) -> str:
    """How others reach us: through the proxy, where there is one; else as whoever asks does."""
    return (public_url or request.host_url).rstrip("/")


def whereabouts(request: Request, public_url: str, listener_kbps: int | None) -> Whereabouts:
    """Browsers that were told to save data say so in a header."""
    is_metered = request.headers.get("Save-Data", "").strip().casefold() == "on"
    return Whereabouts(is_away(request, public_url), is_metered, listener_kbps)


def is_at_home(address: str) -> bool:
    """Whether it is of this machine or of a private network (RFC 1918, 4193, 3927). What is no address is not."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    ip = mapped or ip
    return ip.is_private or ip.is_loopback or ip.is_link_local
