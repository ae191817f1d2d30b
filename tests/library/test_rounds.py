"""A thread that makes rounds outlives its accidents and ends when it is told."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest

from library import Rounds


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_it_goes_when_woken_and_ends_when_closed() -> None:
    gone: list[str] = []
    rounds = Rounds(
        lambda: gone.append(threading.current_thread().name), name="rounds", every_s=60, ending=gone.clear
    )
    rounds.start()
    until(lambda: gone == ["rounds"])
    rounds.wake()
    until(lambda: len(gone) == 2)
    rounds.close()
    rounds.close()
    assert gone == []


def test_an_accident_is_logged_and_the_next_round_goes_well(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = iter([ValueError("an accident")])
    well: list[None] = []

    def go() -> None:
        for error in outcomes:
            raise error
        well.append(None)

    rounds = Rounds(go, name="rounds", every_s=60, rest_s=0.01)
    with caplog.at_level(logging.ERROR):
        rounds.start()
        until(lambda: bool(well))
    rounds.close()
    assert "met an accident" in caplog.text


def test_one_that_was_never_started_is_closed_at_once() -> None:
    Rounds(lambda: None, name="rounds", every_s=1).close()
