"""Under which addresses this machine is reached at home."""

from __future__ import annotations

import ipaddress
import socket

from devices import DeviceKind

# Asking the kernel for a route sends nothing; an address that nobody has (RFC 5737) shows the way out.
_FAR_AWAY = ("198.51.100.1", 9)


def find_lan_address() -> str | None:
    """The IPv4 address of the interface that leads out, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_FAR_AWAY)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_unspecified else address


def list_urls(host: str, port: int) -> list[str]:
    """What to type into a browser, the one for other devices first, given what is listened on."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        hosts = [find_lan_address(), "localhost"]
    else:
        hosts = [f"[{host}]" if ":" in host else host]
    return [f"http://{each}:{port}" for each in hosts if each]


def find_origin(kind: DeviceKind, host: str, port: int) -> str:
    """What a device of this kind puts before a path of ours: nothing for pages, an address it can reach for others."""
    if kind is DeviceKind.BROWSER:
        return ""
    urls = list_urls(host, port)
    return urls[-1].replace("localhost", "127.0.0.1") if kind is DeviceKind.VIRTUAL else urls[0]
