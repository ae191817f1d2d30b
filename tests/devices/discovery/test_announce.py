"""The announcement: heard by another zeroconf, withdrawn at the end, harmless without a network."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from zeroconf import ServiceBrowser, ServiceStateChange, Zeroconf

from devices.discovery import Announcement, Announcer, announce, network
from devices.discovery.announce import SERVICES, instance_label, service_infos

HERE = Announcement("Segue on attic", 4747, "0.1.0", "0123456789abcdef")
WAIT_S = 15


@contextmanager
def listening() -> Iterator[Zeroconf]:
    listener = Zeroconf(interfaces=["127.0.0.1"])
    try:
        yield listener
    finally:
        listener.close()


def test_both_services_say_where_segue_is() -> None:
    http, segue = service_infos(HERE, ["127.0.0.1", "192.168.1.5"])
    assert (http.type, segue.type) == SERVICES
    assert http.name == "Segue on attic._http._tcp.local."
    assert http.parsed_addresses() == ["192.168.1.5"]
    assert (http.port, http.server) == (4747, "segue-0123456789abcdef.local.")
    assert segue.decoded_properties == {"version": "0.1.0", "path": "/", "id": "0123456789abcdef"}


def test_a_machine_with_only_itself_announces_itself() -> None:
    assert service_infos(HERE, ["127.0.0.1"])[0].parsed_addresses() == ["127.0.0.1"]


def test_any_name_becomes_one_label() -> None:
    assert instance_label("Segue on v1.5") == "Segue on v1 5"
    assert instance_label("  ") == "Segue"
    assert len(instance_label("é" * 100).encode()) == 62


@pytest.mark.slow
def test_it_is_found_on_the_network_and_gone_when_it_ends() -> None:
    """In a thread of its own: zeroconf joins the event loop of whoever makes or closes it, and Playwright leaves
    one in the tests' thread that does not turn."""
    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(hear_it_come_and_go).result(4 * WAIT_S) == [
            ServiceStateChange.Added,
            (4747, ["127.0.0.1"]),
            ServiceStateChange.Removed,
        ]


def hear_it_come_and_go() -> list[object]:
    here = replace(HERE, name=f"Segue under test {os.getpid()}")  # others may be announced on this machine
    full_name = f"{here.name}.{SERVICES[1]}"
    heard: queue.Queue[ServiceStateChange] = queue.Queue(100)

    def hear(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if name == full_name:
            heard.put(state_change)

    with listening() as listener:
        browser = ServiceBrowser(listener, SERVICES[1], handlers=[hear])
        announcer = Announcer(here, interfaces=["127.0.0.1"])
        try:
            announcer.start()
            came = heard.get(timeout=WAIT_S)
            info = listener.get_service_info(SERVICES[1], full_name, timeout=3000)
            assert info is not None
        finally:
            announcer.close()
            announcer.close()
        went = heard.get(timeout=WAIT_S)
        browser.cancel()
    return [came, (info.port, info.parsed_addresses()), went]


def test_without_multicast_there_is_one_warning_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = threading.Semaphore(0)

    def no_network(**_: object) -> Zeroconf:
        tries.release()
        raise OSError(19, "No such device")

    monkeypatch.setattr(network, "Zeroconf", no_network)
    monkeypatch.setattr(announce, "RETRY_S", 0.01)
    announcer = Announcer(HERE)
    with caplog.at_level(logging.WARNING):
        announcer.start()
        assert all(tries.acquire(timeout=WAIT_S) for _ in range(3))
        announcer.close()
    (warning,) = caplog.messages
    assert warning.startswith("no multicast here ([Errno 19] No such device)")


def test_one_that_was_never_started_ends_too() -> None:
    Announcer(HERE).close()
