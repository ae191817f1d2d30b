"""One slider for several devices: the balance between them holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.routines.balance import NEAR_PERCENT, observed, turned

percent = st.integers(0, 100)
volumes = st.dictionaries(st.sampled_from("abcd"), percent, min_size=1)
ALL = dict.fromkeys("abcd", 100)


@given(
    volumes=volumes,
    steps=st.lists(percent, max_size=6),
    limits=st.fixed_dictionaries(dict.fromkeys("abcd", percent)),
)
def test_up_against_limits_and_down_again_all_is_as_before(volumes, steps, limits):
    first = observed(volumes)
    balance = first
    for level in steps:
        balance = turned(balance, level, limits)
        assert all(asked <= limits[device] for device, asked in balance.asked.items())
        balance = observed(balance.asked, balance)
    back = turned(balance, first.level, ALL)
    if first.level:
        assert all(abs(back.asked[device] - volumes[device]) <= NEAR_PERCENT for device in volumes)


@given(volumes=volumes, level=percent)
def test_the_loudest_gets_what_was_asked_for_and_none_more(volumes, level):
    asked = turned(observed(volumes), level, ALL).asked
    assert max(asked.values()) == level
    assert all(asked[a] <= asked[b] for a in volumes for b in volumes if volumes[a] <= volumes[b])


def test_a_device_that_was_turned_by_hand_has_a_new_share():
    balance = turned(observed({"a": 100, "b": 50}), 60, ALL)
    by_hand = observed({"a": 60, "b": 60}, balance)
    assert turned(by_hand, 30, ALL).asked == {"a": 30, "b": 30}


def test_silence_keeps_the_balance():
    silent = turned(observed({"a": 80, "b": 20}), 0, ALL)
    assert turned(observed({"a": 0, "b": 0}, silent), 40, ALL).asked == {"a": 40, "b": 10}
