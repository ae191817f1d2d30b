"""Asks the network for Sonos rooms by SSDP (UPnP architecture 1.3), for homes where mDNS does not tell of them.

HTTP/1.1 200 OK
LOCATION: http://192.168.1.40:1400/xml/device_description.xml
SERVER: Linux UPnP/1.0 Sonos/79.1-53290 (ZPS12)
ST: urn:schemas-upnp-org:device:ZonePlayer:1
USN: uuid:RINCON_949F3E0C1A2B01400::urn:schemas-upnp-org:device:ZonePlayer:1
"""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from devices.discovery.network import Network
from devices.discovery.sighting import Sighted, Sighting
from devices.model import DeviceId, DeviceKind

log = logging.getLogger(__name__)

_GROUP = ("239.255.255.250", 1900)
_WANTED = "urn:schemas-upnp-org:device:ZonePlayer:1"
_QUESTION = (
    "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
    f'MAN: "ssdp:discover"\r\nMX: 1\r\nST: {_WANTED}\r\n\r\n'
).encode()
_ASK_S = (0, 2, 8, 30)  # between questions at first; datagrams get lost, and rooms start late
_ASK_AGAIN_S = 300
_LISTEN_S = 2.0  # they answer within MX, a second
_CLOSE_S = 3.0
_LOOK_S = 0.1
_MOST_ANSWERS = 64  # at each look: each of 32 rooms answers once or twice
_LONGEST_BYTES = 2_048


class SonosSearch:
    """Owns the thread `ssdp`. Any thread may call."""

    def __init__(
        self,
        *,
        sighted: Sighted,
        interfaces: Sequence[str] = (),
        network: Callable[[Sequence[str]], Network] = Network,
    ) -> None:
        """`interfaces` are addresses of ours; none: all there are."""
        self._sighted = sighted
        self._network = network
        self._interfaces = tuple(interfaces)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ssdp", daemon=True)

    def start(self) -> None:
        """Returns at once. Without multicast nothing is found, and everything else works."""
        self._thread.start()

    def close(self) -> None:
        """Blocks at most about 2 s. Idempotent."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        network, pauses = self._network(self._interfaces), iter(_ASK_S)
        while not self._closing.is_set():
            if network.wait(self._closing, next(pauses, _ASK_AGAIN_S)):
                pauses = iter(_ASK_S[1:])
            if not self._closing.is_set():
                self._ask(network)

    def _ask(self, network: Network) -> None:
        sockets = [made for each in sorted(network.addresses) if (made := _socket(each))]
        try:
            self._search(sockets)
        except Exception:  # a thread root: the next search may go better
            log.exception("ssdp")
        finally:
            for each in sockets:
                each.close()

    def _search(self, sockets: list[socket.socket]) -> None:
        for each in sockets:
            with suppress(OSError):  # this interface carries no multicast
                each.sendto(_QUESTION, _GROUP)
        for _ in range(round(_LISTEN_S / _LOOK_S)):
            if self._closing.wait(_LOOK_S) or not sockets:
                return
            for each in sockets:
                with suppress(OSError):  # nothing more has come, or what came is broken
                    self._hear(each)

    def _hear(self, one: socket.socket) -> None:
        """All that has come, in bounds. Raises: OSError."""
        for _ in range(_MOST_ANSWERS):
            answer, (host, _port) = one.recvfrom(_LONGEST_BYTES)
            found = read_answer(answer, host)
            if found is not None:
                self._sighted(found)


def read_answer(answer: bytes, sender: str) -> Sighting | None:
    """The room that answered, if it is one. It speaks for itself only: its address is where the answer came from."""
    lines = answer.decode("latin-1").split("\r\n")
    headers = {
        name.strip().upper(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    uid = re.match(r"uuid:(RINCON_[0-9A-Za-z]+)(::|$)", headers.get("USN", ""))
    with suppress(ValueError):
        location = urlsplit(headers.get("LOCATION", ""))
        if uid is not None and headers.get("ST") == _WANTED and location.hostname == sender:
            return Sighting(
                DeviceId(f"sonos-{uid[1]}"), DeviceKind.SONOS, "", "Sonos", sender, location.port or 1400
            )
    return None


def _socket(interface: str) -> socket.socket | None:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    try:
        made.bind((interface, 0))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)  # UPnP architecture 1.0
    except OSError as error:
        made.close()
        log.debug("ssdp: %s cannot be searched: %s", interface, error)
        return None
    return made
