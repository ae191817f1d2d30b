"""How long whom."""

from __future__ import annotations

import pytest

from server.http.subsonic.throttle import LONGEST_BLOCK_MS, MOST_PAIRS, TRUST_MS, Throttle
from tests.fakes.subsonic_house import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def throttle(clock: FakeClock) -> Throttle:
    return Throttle(clock)


def fail(throttle: Throttle, times: int, address: str = "10.0.0.1", account: str = "ann") -> None:
    for _ in range(times):
        throttle.failed(address, account)


def test_four_mistakes_are_free(throttle: Throttle) -> None:
    fail(throttle, 4)
    assert throttle.blocked_ms("10.0.0.1", "ann") == 0


def test_each_further_mistake_doubles_the_wait_up_to_a_bound(throttle: Throttle) -> None:
    fail(throttle, 4)
    waits = []
    for _ in range(10):
        fail(throttle, 1)
        waits.append(throttle.blocked_ms("10.0.0.1", "ann"))
    assert waits == [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]
    fail(throttle, 1_000)
    assert throttle.blocked_ms("10.0.0.1", "ann") == LONGEST_BLOCK_MS


def test_mistakes_far_apart_do_not_add_up(throttle: Throttle, clock: FakeClock) -> None:
    for _ in range(20):
        fail(throttle, 1)
        clock.at_ms += 61_000
    assert throttle.blocked_ms("10.0.0.1", "ann") == 0


def test_the_wait_passes(throttle: Throttle, clock: FakeClock) -> None:
    fail(throttle, 5)
    clock.at_ms += 1_999
    assert throttle.blocked_ms("10.0.0.1", "ann") == 1
    clock.at_ms += 1
    assert throttle.blocked_ms("10.0.0.1", "ann") == 0


def test_another_account_and_another_address_are_free(throttle: Throttle) -> None:
    fail(throttle, 9)
    assert throttle.blocked_ms("10.0.0.1", "bob") == 0
    assert throttle.blocked_ms("10.0.0.2", "ann") == 0
    assert throttle.blocked_ms("10.0.0.1", "ANN") > 0


def test_a_household_of_ipv6_addresses_is_one(throttle: Throttle) -> None:
    for last in range(9):
        fail(throttle, 1, address=f"2001:db8:1:2::{last}")
    assert throttle.blocked_ms("2001:db8:1:2::ffff", "ann") > 0
    assert throttle.blocked_ms("2001:db8:1:3::1", "ann") == 0


def test_a_success_is_trusted_for_an_hour(throttle: Throttle, clock: FakeClock) -> None:
    throttle.succeeded("10.0.0.1", "ann")
    fail(throttle, 99)
    assert throttle.blocked_ms("10.0.0.1", "ann") == 0
    clock.at_ms += TRUST_MS
    fail(throttle, 5)
    assert throttle.blocked_ms("10.0.0.1", "ann") > 0


def test_memory_is_bounded_and_the_quiet_are_forgotten_first(throttle: Throttle) -> None:
    fail(throttle, 5, account="first")
    fail(throttle, 5, account="second")
    for number in range(MOST_PAIRS - 1):
        fail(throttle, 1, account=f"guess {number}")
    assert throttle.blocked_ms("10.0.0.1", "first") == 0
    assert throttle.blocked_ms("10.0.0.1", "second") > 0


def test_an_address_that_is_none_counts_all_the_same(throttle: Throttle) -> None:
    fail(throttle, 5, address="")
    assert throttle.blocked_ms("", "ann") > 0
