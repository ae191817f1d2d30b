"""What to type into a browser."""

from __future__ import annotations

import pytest

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind
from server import addresses
from server.addresses import find_origin, list_urls


def test_on_every_network_the_lan_address_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_lan_address", lambda _: "192.168.1.5")
    assert list_urls("0.0.0.0", 4747) == ["http://192.168.1.5:4747", "http://localhost:4747"]


def test_without_a_network_this_machine_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_lan_address", lambda _: None)
    assert list_urls("::", 4747) == ["http://localhost:4747"]


def test_one_address_is_taken_at_its_word() -> None:
    assert list_urls("127.0.0.1", 80) == ["http://127.0.0.1:80"]
    assert list_urls("::1", 80) == ["http://[::1]:80"]


def test_asking_the_kernel_does_not_fail() -> None:
    assert addresses.find_lan_address() != "0.0.0.0"


def device(kind: DeviceKind, address: str = "") -> DeviceInfo:
    return DeviceInfo(DeviceId("d"), kind, "D", "D", Capabilities(frozenset()), address=address)


@pytest.mark.parametrize(
    ("info", "origin"),
    [
        (device(DeviceKind.BROWSER), ""),
        (device(DeviceKind.VIRTUAL), "http://127.0.0.1:4747"),
        (device(DeviceKind.CHROMECAST, "10.8.0.7:8009"), "http://10.8.0.1:4747"),
        (device(DeviceKind.SONOS, "192.168.1.40"), "http://192.168.1.5:4747"),
        (device(DeviceKind.SONOS), "http://192.168.1.5:4747"),
    ],
    ids=["a page", "a virtual speaker", "on another network", "at home", "nobody knows where"],
)
def test_a_device_is_sent_to_the_address_on_the_way_to_it(
    monkeypatch: pytest.MonkeyPatch, info: DeviceInfo, origin: str
) -> None:
    ways = {"127.0.0.1": "127.0.0.1", "10.8.0.7": "10.8.0.1"}
    monkeypatch.setattr(addresses, "find_lan_address", lambda to: ways.get(to, "192.168.1.5"))
    assert find_origin(info, "0.0.0.0", 4747) == origin


def test_the_kernel_knows_the_way() -> None:
    assert addresses.find_lan_address("127.0.0.9") == "127.0.0.1"
