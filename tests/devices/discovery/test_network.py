"""A machine that starts before its network, and one that changes it: on the loopback, or in a namespace of its own."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from zeroconf import ServiceBrowser, Zeroconf

from devices.discovery import Announcement, Announcer, Browser, SonosSearch
from devices.discovery.announce import SERVICES
from devices.discovery.network import Network
from tests.devices.discovery.test_browse import cast
from tests.emulators.mdns import voice
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.ssdp import SsdpResponder

HOME, NOWHERE = frozenset({"127.0.0.1"}), frozenset()
WAIT_S = 15


class Machine:
    """Its addresses are what the test says."""

    def __init__(self) -> None:
        self.addresses: frozenset[str] = NOWHERE
        self.looked = threading.Semaphore(0)
        self.network = partial(Network, addresses=self.look, look_s=0.02)

    def look(self) -> frozenset[str]:
        self.looked.release()
        return self.addresses

    def wait_for_looks(self, times: int) -> None:
        assert all(self.looked.acquire(timeout=WAIT_S) for _ in range(times))


def test_it_has_changed_once() -> None:
    machine = Machine()
    network = machine.network()
    assert not network.has_changed()
    machine.addresses = HOME
    assert network.has_changed()
    assert network.addresses == HOME
    assert not network.has_changed()


def test_of_the_interfaces_in_the_settings_those_are_used_that_the_machine_has() -> None:
    machine = Machine()
    machine.addresses = frozenset({"127.0.0.1", "192.168.1.7"})
    assert machine.network(["192.168.1.7", "10.0.0.1"]).addresses == {"192.168.1.7"}


def test_who_waits_is_told_of_the_change_of_the_end_and_of_nothing() -> None:
    machine, closing = Machine(), threading.Event()
    network = machine.network()
    assert not network.wait(closing, 0.05)
    machine.addresses = HOME
    assert network.wait(closing, WAIT_S)
    closing.set()
    assert not network.wait(closing, WAIT_S)


@pytest.mark.slow
def test_speakers_are_found_once_there_is_a_network() -> None:
    machine, found, id = Machine(), queue.Queue(), uuid.uuid4().hex
    browser = Browser(sighted=found.put, vanished=lambda _: None, network=machine.network)
    with voice("127.0.0.1") as neighbour:
        neighbour.say(cast("Kitchen", id=id))
        browser.start()
        try:
            machine.wait_for_looks(3)
            assert found.empty()
            machine.addresses = HOME
            while found.get(timeout=WAIT_S).id != f"chromecast-{id}":
                pass
        finally:
            browser.close()


def test_rooms_are_asked_for_at_once_on_a_new_network() -> None:
    machine, found = Machine(), queue.Queue()
    with EmulatedHousehold().running() as household:
        address = household.add("Bath").address
        responder = SsdpResponder(household)
        search = SonosSearch(sighted=found.put, network=machine.network)
        search.start()
        try:
            machine.wait_for_looks(5)
            machine.addresses = HOME
            while found.get(timeout=WAIT_S).host != address:
                pass
        finally:
            search.close()
            responder.close()


@pytest.mark.slow
def test_segue_is_announced_once_there_is_a_network() -> None:
    with ThreadPoolExecutor(1) as apart:  # see test_announce.py
        assert apart.submit(hear_it_come_late).result(4 * WAIT_S)


def hear_it_come_late() -> bool:
    machine, heard = Machine(), queue.Queue()
    name = f"Late {os.getpid()}"
    announcer = Announcer(Announcement(name, 4747, "1", "late"), network=machine.network)
    listener = Zeroconf(interfaces=["127.0.0.1"])
    try:
        browser = ServiceBrowser(
            listener,
            SERVICES[1],
            handlers=[lambda zeroconf, service_type, name, state_change: heard.put(name)],
        )
        announcer.start()
        machine.wait_for_looks(3)
        machine.addresses = HOME
        while heard.get(timeout=WAIT_S) != f"{name}.{SERVICES[1]}":
            pass
        browser.cancel()
        return True
    finally:
        announcer.close()
        listener.close()


# In a namespace of its own a machine has no network but what it makes: an interface appears, then its address changes.
LATER = """
import queue, subprocess, sys
from devices.discovery import Announcement, Announcer, Browser
from tests.devices.discovery.test_browse import cast
from tests.emulators.mdns import voice

ip = lambda *words: subprocess.run(["ip", *words], check=True)
found = queue.Queue()
browser = Browser(sighted=found.put, vanished=lambda _: None)
browser.start()
announcer = Announcer(Announcement("Here", 4747, "1", "here"))
announcer.start()
ip("link", "set", "lo", "up")
ip("link", "add", "home", "type", "veth", "peer", "far")
ip("link", "set", "far", "up")
ip("link", "set", "home", "up", "multicast", "on")
for number in ("7", "9"):
    address = f"198.51.100.{number}"
    ip("addr", "flush", "dev", "home")
    ip("addr", "add", f"{address}/24", "dev", "home")
    with voice(address) as neighbour:
        neighbour.say(cast("Kitchen", id="c0ffee" + number, host=address))
        while found.get(timeout=30).host != address:
            pass
announcer.close()
browser.close()
print("found on both")
"""


@pytest.mark.slow
def test_a_new_interface_and_another_address_are_followed(tmp_path: Path) -> None:
    apart = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*apart, "ip", "link"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no test have a network of its own")
    done = subprocess.run(
        [*apart, sys.executable, "-c", LATER],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout == "found on both\n", done.stderr
