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
