"""Speakers that announce themselves are seen, where they are and when they go. Only on the loopback."""

from __future__ import annotations

import queue
import uuid

import pytest
from zeroconf import ServiceInfo

from devices import DeviceKind
from devices.discovery import Browser, Sighting
from devices.discovery.browse import CAST, SONOS, read
from tests.emulators.mdns import voice

LOOPBACK = "127.0.0.1"


def cast(name: str, *, id: str, model: str = "Google Nest Mini", port: int = 8009, host: str = LOOPBACK):
    texts = {"id": id, "fn": name, "md": model, "ve": "05"}
    instance = f"{model.replace(' ', '-')}-{id}.{CAST}"
    server = f"{id}-{port}.local."
    return ServiceInfo(CAST, instance, port=port, properties=texts, server=server, parsed_addresses=[host])


def test_a_cast_device_is_known_by_its_uuid() -> None:
    seen = read(cast("Kitchen", id="9B4C"))
    assert seen == Sighting(
        "chromecast-9b4c", DeviceKind.CHROMECAST, "Kitchen", "Google Nest Mini", LOOPBACK, 8009
    )


def test_a_group_has_a_port_of_its_own() -> None:
    seen = read(cast("Everywhere", id="aa", model="Google Cast Group", port=32_187))
    assert (seen.is_group, seen.port) == (True, 32_187)


def test_a_sonos_room_is_known_by_its_uid_and_spoken_to_on_upnp() -> None:
    texts = {"uuid": "RINCON_7828CA0E3C4201400", "vers": "3"}
    instance = f"RINCON_7828CA0E3C4201400@Living Room.{SONOS}"
    info = ServiceInfo(SONOS, instance, port=1443, properties=texts, parsed_addresses=["192.168.1.40"])
    assert read(info) == Sighting(
        "sonos-RINCON_7828CA0E3C4201400", DeviceKind.SONOS, "Living Room", "Sonos", "192.168.1.40", 1400
    )


@pytest.mark.parametrize(
    "info",
    [
        ServiceInfo(CAST, f"Who.{CAST}", port=8009, properties={"fn": "Who"}, parsed_addresses=[LOOPBACK]),
        ServiceInfo(CAST, f"Who.{CAST}", port=8009, properties={"id": "a"}),
        ServiceInfo(SONOS, f"Speaker.{SONOS}", port=1443, parsed_addresses=[LOOPBACK]),
    ],
    ids=["no id", "no address", "no uid"],
)
def test_who_does_not_say_who_or_where_it_is_is_left_out(info: ServiceInfo) -> None:
    assert read(info) is None


@pytest.mark.slow
def test_it_is_seen_to_come_to_move_and_to_go() -> None:
    seen: queue.Queue = queue.Queue()
    id = uuid.uuid4().hex
    mine = f"chromecast-{id}"

    def sighted(sighting: Sighting) -> None:
        if sighting.id == mine:
            seen.put(sighting)

    def vanished(gone: str) -> None:
        if gone == mine:
            seen.put(gone)

    browser = Browser(sighted=sighted, vanished=vanished, interfaces=[LOOPBACK])
    browser.start()
    try:
        with voice(LOOPBACK) as neighbour:
            neighbour.say(cast("Everywhere", id=id, port=32_187))
            assert seen.get(timeout=10).port == 32_187
            neighbour.change(cast("Everywhere", id=id, port=32_188))
            while seen.get(timeout=10).port != 32_188:
                pass
            neighbour.take_back(cast("Everywhere", id=id, port=32_188))
            while seen.get(timeout=10) != mine:
                pass
    finally:
        browser.close()
