"""The home network as it is now: a machine may start before it has one, and be on another one tomorrow.

no addresses ──┐      ┌──► open: mDNS on every address, until they change ──┐
               ▼      │                                                     │
            waiting ──┴───────────────────◄─────────────────────────────────┘
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import ifaddr
from zeroconf import Error, Zeroconf

LOOK_S = 5.0  # between two looks at the machine's addresses
RETRY_S = 30.0  # where there are addresses, and no multicast: its route may come later


class NoMulticast(Exception):
    """mDNS cannot be spoken here; the text says why."""


def own_addresses() -> frozenset[str]:
    """IPv4, of every interface; the loopback too, where emulated speakers live."""
    return frozenset(str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)


class Network:
    """For one thread: the addresses that it uses, and whether these are still the machine's."""

    def __init__(
        self,
        interfaces: Sequence[str] = (),
        *,
        addresses: Callable[[], frozenset[str]] = own_addresses,
        look_s: float = LOOK_S,
    ) -> None:
        """`interfaces` are the addresses to use where the machine has them; none: all that it has."""
        self._interfaces = frozenset(interfaces)
        self._own = addresses
        self._look_s = look_s
        self.addresses = self._look()

    def has_changed(self) -> bool:
        """Since this last answered that it has."""
        before, self.addresses = self.addresses, self._look()
        return before != self.addresses

    def wait(self, closing: threading.Event, most_s: float) -> bool:
        """Until it has changed, which it answers, or `closing` comes, or the time is over."""
        left_s = most_s
        while left_s > 0 and not closing.wait(min(left_s, self._look_s)):
            if self.has_changed():
                return True
            left_s -= self._look_s
        return False

    def _look(self) -> frozenset[str]:
        own = self._own()
        return own & self._interfaces if self._interfaces else own


@contextmanager
def multicast(network: Network) -> Iterator[Zeroconf]:
    """mDNS on the addresses of now. Its own threads end with it. Raises: NoMulticast, also from within."""
    if not network.addresses:
        raise NoMulticast("no network yet")
    try:
        zeroconf = Zeroconf(interfaces=sorted(network.addresses))
    except (OSError, RuntimeError, Error) as error:
        raise NoMulticast(str(error)) from error
    try:
        yield zeroconf
    except (OSError, RuntimeError, Error) as error:
        raise NoMulticast(str(error)) from error
    finally:
        _close(zeroconf)


def _close(zeroconf: Zeroconf) -> None:
    with suppress(OSError, RuntimeError, Error):  # the network went first
        zeroconf.close()
