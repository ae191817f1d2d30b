"""Speakers that are seen or named in the settings become devices, and stay the same device wherever they go."""

from __future__ import annotations

import http.server
import json
import random
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

import pytest

from devices import DeviceId, DeviceKind
from devices.chromecast import identify
from devices.discovery import Sighting
from devices.hub import DeviceHub
from server.config import DevicesConfig, DiscoveryConfig
from server.speakers import Speakers, makers
from server.streaming import Streams
from tests.devices.places import QUICK, sighting_of
from tests.e2e.conftest import wait_until
from tests.emulators.cast.announce import announced
from tests.emulators.cast.profiles import GROUP, NEST_MINI
from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.clock import FastClock

pytestmark = pytest.mark.slow

QUIET = DiscoveryConfig(enabled=False)


class NoStreams:
    def find_token(self, url: str) -> None:
        return None


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
def hub(clock: FastClock) -> Iterator[DeviceHub]:
    hub = DeviceHub(report=lambda _: None, now_ms=clock.now_ms)
    yield hub
    hub.close()


@contextmanager
def speakers(
    hub: DeviceHub,
    clock: FastClock,
    *,
    by_hand: tuple[str, ...] = (),
    discovery: DiscoveryConfig = QUIET,
    look_s: float = 0.05,
) -> Iterator[Speakers]:
    kinds = makers(hub, cast(Streams, cast(Any, NoStreams())), clock)
    config = {"devices": DevicesConfig(chromecast=by_hand), "discovery": discovery}
    speakers = Speakers(hub, kinds, {}, **config, look_s=look_s)
    speakers.start()
    try:
        yield speakers
    finally:
        speakers.close()


@contextmanager
def receiver(clock: FastClock, profile=NEST_MINI, **options) -> Iterator[CastReceiver]:
    one = CastReceiver("Kitchen", replace(profile, **QUICK), now_ms=clock.now_ms, **options).start()
    try:
        yield one
    finally:
        one.close()


def is_connected(hub: DeviceHub, id: str) -> bool:
    state = hub.find(id)
    return state is not None and state.volume_percent is not None


def test_a_speaker_that_announces_itself_is_there(hub: DeviceHub, clock: FastClock) -> None:
    loopback = DiscoveryConfig(enabled=True, interfaces=("127.0.0.1",))
    with receiver(clock) as one, announced(one), speakers(hub, clock, discovery=loopback):
        id = sighting_of(one).id
        wait_until(lambda: is_connected(hub, id), what="the speaker")
        info = hub.find(id).info
        assert (info.name, info.model, info.kind) == ("Kitchen", "Google Nest Mini", DeviceKind.CHROMECAST)


def test_one_that_moved_is_the_same_device(hub: DeviceHub, clock: FastClock) -> None:
    with receiver(clock, GROUP) as one, speakers(hub, clock) as found:
        found.sighted(sighting_of(one))
        id = sighting_of(one).id
        wait_until(lambda: is_connected(hub, id), what="the group")
        device = hub.get_device(id)
        one.move_leader()
        found.sighted(sighting_of(one))
        wait_until(lambda: hub.find(id).info.address.endswith(str(one.port)), what="the new address")
        assert hub.get_device(id) is device
        assert len(hub.list_all()) == 1


def test_one_whose_records_ran_out_stays_while_it_answers(hub: DeviceHub, clock: FastClock) -> None:
    with receiver(clock) as one, speakers(hub, clock) as found:
        found.sighted(sighting_of(one))
        id = sighting_of(one).id
        wait_until(lambda: is_connected(hub, id), what="the speaker")
        found.vanished(id)
        wait_until(lambda: not found._missed, what="a look")
        assert hub.find(id) is not None
        one.cut_power()
        wait_until(lambda: not hub.find(id).is_reachable, what="its loss")
        found.vanished(id)
        wait_until(lambda: hub.find(id) is None, what="its end")


def test_one_that_says_goodbye_and_is_back_within_a_minute_is_the_same_device(
    hub: DeviceHub, clock: FastClock
) -> None:
    """As a group that gets another leader, and a device that starts anew."""
    with receiver(clock, GROUP) as one, speakers(hub, clock, look_s=30) as found:
        found.sighted(sighting_of(one))
        id = sighting_of(one).id
        wait_until(lambda: is_connected(hub, id), what="the group")
        device = hub.get_device(id)
        one.cut_power()
        wait_until(lambda: not hub.find(id).is_reachable, what="its loss")
        found.vanished(id)
        one.start()
        found.sighted(sighting_of(one))
        wait_until(lambda: hub.find(id).is_reachable, what="its return")
        assert hub.get_device(id) is device


def test_two_of_the_same_name_are_two(hub: DeviceHub, clock: FastClock) -> None:
    with receiver(clock) as one, receiver(clock) as other, speakers(hub, clock) as found:
        other.uuid = uuid.uuid4()
        for each in (one, other):
            found.sighted(sighting_of(each))
        wait_until(lambda: all(is_connected(hub, sighting_of(r).id) for r in (one, other)), what="both")
        assert [state.info.name for state in hub.list_all()] == ["Kitchen", "Kitchen"]


def test_a_name_that_leads_nowhere_at_first_and_elsewhere_later_is_followed(
    hub: DeviceHub, clock: FastClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house's own DNS: its answers are taken from a table."""
    table: dict[str, str] = {}

    def look_up(name: str) -> str:
        if name not in table:
            raise socket.gaierror("no such name")
        return table[name]

    monkeypatch.setattr(socket, "gethostbyname", look_up)
    with receiver(clock) as one, speakers(hub, clock, by_hand=(f"kitchen.lan:{one.port}",)):
        id = f"chromecast-kitchen.lan-{one.port}"
        table["kitchen.lan"] = one.host
        wait_until(lambda: is_connected(hub, id), what="the speaker")
        one.cut_power()
        wait_until(lambda: not hub.find(id).is_reachable, what="its loss")
        one.network.host = table["kitchen.lan"] = "127.0.0.2"
        one.start()
        wait_until(lambda: hub.find(id).info.address.startswith("127.0.0.2:"), what="its new address")
        wait_until(lambda: hub.find(id).is_reachable, what="its return")
        assert len(hub.list_all()) == 1


@pytest.mark.parametrize(
    "address", ["", "fd00::5", "[fd00::5]:8009", "host:eighty", "127.0.0.1:99999", "a..b"]
)
def test_what_is_no_address_of_ours_is_nobodys(address: str) -> None:
    assert identify(address) == []


def test_a_kind_that_nobody_makes_is_left_alone(hub: DeviceHub, clock: FastClock) -> None:
    with receiver(clock) as one, speakers(hub, clock) as found:
        found.sighted(replace(sighting_of(one), kind=DeviceKind.BROWSER))
        assert hub.list_all() == []


def test_a_group_by_hand_is_known_by_its_address(hub: DeviceHub, clock: FastClock) -> None:
    with receiver(clock) as one, speakers(hub, clock, by_hand=(f"127.0.0.1:{one.port}",)):
        id = f"chromecast-127.0.0.1-{one.port}"
        wait_until(lambda: is_connected(hub, id), what="the group")


def test_a_device_by_hand_is_asked_for_its_name_and_uuid(hub: DeviceHub, clock: FastClock) -> None:
    with (
        describing(
            {"device_info": {"name": "Study", "model_name": "Nest Mini", "ssdp_udn": "9b4c" * 8}}
        ) as host,
        receiver(clock, host=host, port=8009),
        speakers(hub, clock, by_hand=(host,)),
    ):
        id = "chromecast-" + "9b4c" * 8
        wait_until(lambda: is_connected(hub, id), what="the device")
        assert (hub.find(id).info.name, hub.find(id).info.model) == ("Study", "Nest Mini")


def test_asking_an_address_that_nobody_answers_at_ends_with_the_house(
    hub: DeviceHub, clock: FastClock
) -> None:
    with speakers(hub, clock, by_hand=("127.0.0.1:1",)) as found:
        assert found._thread.is_alive()
    assert not found._thread.is_alive()


@contextmanager
def describing(about: dict) -> Iterator[str]:
    """An address of the loopback, free for a device, at which /setup/eureka_info answers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(about).encode())

        def log_message(self, *_: object) -> None: ...

    server = None
    while server is None:
        host = f"127.{random.randint(2, 250)}.{random.randint(1, 250)}.{random.randint(2, 250)}"
        try:
            server = http.server.ThreadingHTTPServer((host, 8008), Handler)
        except OSError:
            continue
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="describing", daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=2)


class Rooms:
    """A household that notes whom it is told of."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def sighted(self, host: str) -> None:
        self.told.append(host)

    def ask(self, address: str) -> None:
        self.told.append(f"perhaps {address}")

    def close(self) -> None:
        self.told.append("closed")


def test_speakers_that_know_each_other_are_one_households_to_find(hub: DeviceHub) -> None:
    rooms = Rooms()
    speakers = Speakers(
        hub, {}, {DeviceKind.SONOS: rooms}, devices=DevicesConfig(sonos=("bath.lan",)), discovery=QUIET
    )
    speakers.start()
    speakers.sighted(
        Sighting(DeviceId("sonos-RINCON_1"), DeviceKind.SONOS, "Bath", "Sonos", "127.0.0.9", 1400)
    )
    speakers.vanished(DeviceId("sonos-RINCON_1"))
    speakers.close()
    assert rooms.told == ["perhaps bath.lan", "127.0.0.9", "closed"]
