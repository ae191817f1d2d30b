"""How long a subscription is believed in."""

from __future__ import annotations

import pytest

from devices.sonos.events import LASTS_S, LEAST_S, renewed_after_ms


@pytest.mark.parametrize(
    ("granted", "seconds"),
    [
        ("Second-600", LASTS_S),
        ("Second-120", 120),
        ("second-120 ", 120),
        ("Second-86400", LASTS_S),
        ("Second-infinite", LASTS_S),
        ("Second-0", LEAST_S),
        ("", LASTS_S),
        (None, LASTS_S),
    ],
)
def test_half_of_what_a_room_grants_goes_by_before_it_is_asked_again(granted, seconds):
    assert renewed_after_ms(granted) == seconds * 500
