"""Guessing slows down; typing errors do not matter; memory is bounded."""

from __future__ import annotations

import pytest

from server.users import Throttle, TooManyAttempts, WrongCredentials
from tests.fakes.clock import FakeClock


@pytest.fixture
def throttle(clock: FakeClock) -> Throttle:
    return Throttle(clock)


def fail(throttle: Throttle, name: str = "ada", address: str = "10.0.0.9") -> None:
    with pytest.raises(WrongCredentials), throttle.attempt(name, address):
        raise WrongCredentials


def wait_of(throttle: Throttle, name: str = "ada", address: str = "10.0.0.9") -> int:
    with pytest.raises(TooManyAttempts) as refused, throttle.attempt(name, address):
        pytest.fail("let in")
    return refused.value.retry_after_s


def test_each_further_failure_doubles_the_wait_up_to_five_minutes(
    throttle: Throttle, clock: FakeClock
) -> None:
    for _ in range(5):
        fail(throttle)
    waits = []
    for _ in range(11):
        waits.append(wait_of(throttle))
        clock.advance(seconds=waits[-1])
        fail(throttle)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_success_forgives(throttle: Throttle) -> None:
    for _ in range(3):
        for _ in range(4):
            fail(throttle)
        with throttle.attempt("ada", "10.0.0.9"):
            pass


def test_a_guesser_elsewhere_does_not_keep_the_owner_out(throttle: Throttle) -> None:
    for _ in range(5):
        fail(throttle, address="10.0.0.66")
    wait_of(throttle, address="10.0.0.66")
    with throttle.attempt("ada", "10.0.0.9"):
        pass


def test_guessing_many_names_from_one_address_is_slowed_down_too(throttle: Throttle) -> None:
    for number in range(30):
        fail(throttle, name=f"user{number}")
    assert wait_of(throttle, name="user31") == 1


def test_attempts_count_when_they_begin_so_that_many_at_once_are_not_free(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.attempt("ada", "10.0.0.9").__enter__()
    assert wait_of(throttle) == 1


def test_an_hour_later_all_is_forgotten(throttle: Throttle, clock: FakeClock) -> None:
    for _ in range(5):
        fail(throttle)
    clock.advance(hours=1)
    for _ in range(5):
        fail(throttle)


def test_memory_is_bounded(throttle: Throttle) -> None:
    for number in range(5000):
        fail(throttle, name=f"user{number}", address=f"10.{number // 250}.{number % 250}.1")
    assert len(throttle._tallies) <= 4096


def fail_app(throttle: Throttle, times: int, *, name: str = "ada", address: str = "10.0.0.9") -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials), throttle.app_attempt(name, address):
            raise WrongCredentials


def wait_of_app(throttle: Throttle, *, name: str = "ada", address: str = "10.0.0.9") -> int:
    try:
        with throttle.app_attempt(name, address):
            raise WrongCredentials
    except TooManyAttempts as refused:
        return refused.retry_after_s
    except WrongCredentials:
        return 0


def test_an_app_s_failures_make_it_wait_longer_each_time(throttle: Throttle, clock: FakeClock) -> None:
    fail_app(throttle, 5)
    waits = []
    for _ in range(10):
        waits.append(wait_of_app(throttle))
        clock.advance(seconds=waits[-1])
        fail_app(throttle, 1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_a_dozen_right_requests_at_once_are_all_let_in(throttle: Throttle) -> None:
    waiting = [throttle.app_attempt("ada", "10.0.0.9") for _ in range(40)]
    for attempt in waiting:
        attempt.__enter__()
    for attempt in waiting:
        attempt.__exit__(None, None, None)
    assert wait_of_app(throttle) == 0


def test_who_was_right_is_let_in_for_an_hour_whatever_others_at_the_address_do(
    throttle: Throttle, clock: FakeClock
) -> None:
    with throttle.app_attempt("ada", "10.0.0.9"):
        pass
    for number in range(30):
        fail_app(throttle, 1, name=f"guess {number}")
    assert wait_of_app(throttle, name="carla") > 0
    for _ in range(99):
        assert wait_of_app(throttle) == 0
    clock.advance(minutes=60)
    fail_app(throttle, 5)
    assert wait_of_app(throttle) > 0


def test_a_login_is_not_trusted_for_what_an_app_knew(throttle: Throttle) -> None:
    """A person's password can be guessed; an app's cannot."""
    with throttle.app_attempt("ada", "10.0.0.9"):
        pass
    for _ in range(5):
        fail(throttle)
    assert wait_of(throttle) == 1


def test_failures_of_both_kinds_count_for_the_address(throttle: Throttle) -> None:
    for number in range(15):
        fail(throttle, name=f"person {number}")
        fail_app(throttle, 1, name=f"app {number}")
    assert wait_of_app(throttle, name="app 99") == 1
    assert wait_of(throttle, name="person 99") == 1


def test_a_household_of_ipv6_addresses_is_one(throttle: Throttle) -> None:
    for last in range(5):
        fail_app(throttle, 1, address=f"2001:db8:1:2::{last}")
    assert wait_of_app(throttle, address="2001:db8:1:2::ffff") > 0
    assert wait_of_app(throttle, address="2001:db8:1:3::1") == 0


def test_an_address_that_is_none_counts_all_the_same(throttle: Throttle) -> None:
    fail_app(throttle, 5, address="")
    assert wait_of_app(throttle, address="") > 0
