"""Rooms answer a search on the network; anything else that answers is nobody."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from devices import DeviceKind
from devices.discovery import SonosSearch
from devices.discovery.ssdp import read_answer
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.ssdp import SsdpResponder

ANSWER = (
    "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.40:1400/xml/device_description.xml\r\n"
    "ST: urn:schemas-upnp-org:device:ZonePlayer:1\r\n"
    "USN: uuid:RINCON_949F3E0C1A2B01400::urn:schemas-upnp-org:device:ZonePlayer:1\r\n\r\n"
)


def test_a_room_that_answers_is_sighted_by_its_uid():
    found = read_answer(ANSWER.encode(), "192.168.1.40")
    assert (found.id, found.kind, found.host, found.port) == (
        "sonos-RINCON_949F3E0C1A2B01400", DeviceKind.SONOS, "192.168.1.40", 1400,
    )  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER.replace("RINCON_949F3E0C1A2B01400", "4f2b-router"),
        ANSWER.replace("192.168.1.40", "203.0.113.9"),  # it sends us somewhere else
        ANSWER.replace("ZonePlayer", "InternetGatewayDevice"),
        ANSWER.replace("http://192.168.1.40:1400", "http://[192"),
        "",
        "\xff\x00",
    ],
)
def test_what_is_no_room_is_not_sighted(answer):
    assert read_answer(answer.encode("latin-1"), "192.168.1.40") is None


@pytest.mark.parametrize("interfaces", [("127.0.0.1",), ()], ids=["told where", "everywhere"])
def test_every_room_on_the_network_is_found(interfaces):
    found, both = set(), threading.Event()
    with EmulatedHousehold().running() as household:
        wanted = {household.add(name).address for name in ("Bath", "Den")}

        def sighted(sighting):
            found.add(sighting.host)
            if wanted <= found:
                both.set()

        responder = SsdpResponder(household)
        search = SonosSearch(sighted=sighted, interfaces=interfaces)
        search.start()
        try:
            assert both.wait(timeout=10), found
        finally:
            search.close()
            responder.close()


def test_a_crowd_that_answers_at_once_is_heard_to_the_last():
    crowd = SimpleNamespace(id="Sonos_crowd", speakers=[room(number) for number in range(1, 101)])
    wanted, found, all_found = {each.address for each in crowd.speakers}, set(), threading.Event()

    def sighted(sighting):
        found.add(sighting.host)
        if wanted <= found:
            all_found.set()

    with searching(crowd, sighted):
        assert all_found.wait(timeout=10), len(found)


def test_who_cannot_take_one_room_is_told_of_it_again():
    once, again = [], threading.Event()

    def sighted(sighting):
        if not once:
            once.append(sighting)
            raise LookupError("not now")
        again.set()

    with searching(SimpleNamespace(id="Sonos_one", speakers=[room(1)]), sighted):
        assert again.wait(timeout=10)


def room(number: int) -> SimpleNamespace:
    """As much of one as the responder needs."""
    address = f"127.9.9.{number}"
    uid, location = f"RINCON_{number:012d}01400", f"http://{address}:1400/xml/device_description.xml"
    return SimpleNamespace(address=address, uid=uid, location=lambda: location)


@contextmanager
def searching(household, sighted):
    responder = SsdpResponder(household)
    search = SonosSearch(sighted=sighted, interfaces=["127.0.0.1"])
    search.start()
    try:
        yield
    finally:
        search.close()
        responder.close()
