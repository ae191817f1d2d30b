"""Which addresses are asked, and which never."""

from __future__ import annotations

import pytest

from server.podcasts import only_public


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111"])
def test_the_internet_is_asked(address: str) -> None:
    assert only_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:192.168.1.1", "64:ff9b::c0a8:101", "2002:c0a8:101::1", "nonsense", "",
    ],
)  # fmt: skip
def test_nothing_inside_a_house_is(address: str) -> None:
    assert not only_public(address)
