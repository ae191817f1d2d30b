"""Under which addresses this machine is reached at home."""

from __future__ import annotations

import ipaddress
import socket

from devices import DeviceInfo, DeviceKind

# Asking the kernel for a route sends nothing; an address that nobody has (RFC 5737) shows the way out.
_FAR_AWAY = "198.51.100.1"


def find_lan_address(towards: str = _FAR_AWAY) -> str | None:
    """The IPv4 address of the interface that leads there, or out; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((towards, 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_unspecified else address


def list_urls(host: str, port: int, towards: str = _FAR_AWAY) -> list[str]:
    """What to type into a browser, the one for other devices first, given what is listened on."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        hosts = [find_lan_address(towards), "localhost"]
    else:
        hosts = [f"[{host}]" if ":" in host else host]
    return [f"http://{each}:{port}" for each in hosts if each]


def find_origin(device: DeviceInfo, host: str, port: int) -> str:
    """What this device puts before a path of ours: nothing for pages; for others the address of ours that lies on
    the way to it, which is not the way out where there are several networks."""
    if device.kind is DeviceKind.BROWSER:
        return ""
    towards = "127.0.0.1" if device.kind is DeviceKind.VIRTUAL else device.address.partition(":")[0]
    return list_urls(host, port, towards or _FAR_AWAY)[0].replace("localhost", "127.0.0.1")
