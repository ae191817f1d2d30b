"""What to type into a browser."""

from __future__ import annotations

import pytest

from server import addresses
from server.addresses import list_urls


def test_on_every_network_the_lan_address_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_lan_address", lambda: "192.168.1.5")
    assert list_urls("0.0.0.0", 4747) == ["http://192.168.1.5:4747", "http://localhost:4747"]


def test_without_a_network_this_machine_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_lan_address", lambda: None)
    assert list_urls("::", 4747) == ["http://localhost:4747"]


def test_one_address_is_taken_at_its_word() -> None:
    assert list_urls("127.0.0.1", 80) == ["http://127.0.0.1:80"]
    assert list_urls("::1", 80) == ["http://[::1]:80"]


def test_asking_the_kernel_does_not_fail() -> None:
    assert addresses.find_lan_address() != "0.0.0.0"
