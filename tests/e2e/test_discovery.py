"""The house on the home network: it is found by mDNS while it runs, and gone when it ended. Only on the loopback."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
from zeroconf import ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from tests.builders.audio import make_audio
from tests.e2e.conftest import SETTINGS, House, wait_until

pytestmark = pytest.mark.slow

LOOPBACK = "127.0.0.1"
SERVICES = ("_http._tcp.local.", "_segue._tcp.local.")
NAME = "Segue of the tests"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    make_audio(tmp_path / "music/1.mp3")
    found = f'enabled = true\ninterfaces = ["{LOOPBACK}"]\nname = "{NAME}"'
    house = House(tmp_path / "data", tmp_path / "music", SETTINGS.replace("enabled = false", found))
    yield house
    house.stop()


class Neighbour:
    """Another machine, as far as one is: looks for houses on the loopback.

    Has a thread of its own: zeroconf joins the event loop of whoever makes it, and Playwright leaves one in the
    tests' thread that does not turn.
    """

    def __init__(self) -> None:
        self.found: dict[str, ServiceStateChange] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="neighbour")
        self._zeroconf = self._thread.submit(lambda: Zeroconf(interfaces=[LOOPBACK])).result(10)
        self._thread.submit(self._browse).result(10)

    def is_there(self, service: str) -> bool:
        state = self.found.get(f"{NAME}.{service}")
        return state in (ServiceStateChange.Added, ServiceStateChange.Updated)

    def look_up(self, service: str) -> ServiceInfo:
        ask = self._zeroconf.get_service_info
        info = self._thread.submit(ask, service, f"{NAME}.{service}", 5_000).result(10)
        assert info is not None
        return info

    def close(self) -> None:
        self._thread.submit(self._zeroconf.close).result(10)
        self._thread.shutdown()

    def _browse(self) -> None:
        ServiceBrowser(self._zeroconf, list(SERVICES), handlers=[self._changed])

    def _changed(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        self.found[name] = state_change


def why_no_multicast() -> str:
    """Empty when a datagram to mDNS' group comes back over the loopback."""
    group, word = "224.0.0.251", b"is anybody there"
    with (
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as ear,
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as mouth,
    ):
        try:
            ear.bind((group, 0))
            member = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton(LOOPBACK))
            ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            ear.settimeout(2)
            mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))
            mouth.sendto(word, (group, ear.getsockname()[1]))
            return "" if ear.recv(100) == word else "something else came back"
        except OSError as error:
            return str(error)


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    reason = why_no_multicast()
    if reason:
        pytest.skip(f"!!! no multicast on this machine's loopback ({reason}): discovery is NOT tested")
    neighbour = Neighbour()
    yield neighbour
    neighbour.close()


def test_a_neighbour_finds_the_house_and_hears_it_go(house: House, neighbour: Neighbour) -> None:
    house.start()
    wait_until(lambda: all(map(neighbour.is_there, SERVICES)), within_s=20, what="both announcements")
    for service in SERVICES:
        info = neighbour.look_up(service)
        texts = info.decoded_properties
        assert info.port == house.port
        assert info.parsed_addresses() == [LOOPBACK]
        assert texts["path"] == "/"
        assert texts["version"] == requests.get(f"{house.url}/healthz", timeout=10).json()["version"]
        assert texts["id"] == (house.data / "server.id").read_text().strip()
    assert house.stop() < 5
    wait_until(lambda: not any(map(neighbour.is_there, SERVICES)), within_s=10, what="both goodbyes")


def test_a_house_without_multicast_starts_and_warns_once(house: House) -> None:
    """An interface that is not there stands for a machine without a network."""
    house.settings = house.settings.replace(LOOPBACK + '"]', '192.0.2.250"]')
    house.start()
    wait_until(lambda: [line for line in house.lines if "no multicast" in line or "announce" in line])
    time.sleep(0.5)
    warnings = [line for line in house.lines if "WARNING" in line]
    assert len(warnings) == 1, warnings
    assert "address" in warnings[0]
    assert requests.get(f"{house.url}/healthz", timeout=10).status_code == 200
    assert house.stop() < 5
    assert not [line for line in house.lines if "Traceback" in line]
