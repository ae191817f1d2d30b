"""How old a receiver's word is: from how long it takes to answer."""

from __future__ import annotations

from devices.chromecast.lag import KEPT, MOST_MS, Lag


def test_nothing_is_known_before_an_answer() -> None:
    lag = Lag()
    lag.ask(7, 1_000)
    lag.hear(0, 1_080)  # nobody asked for this
    lag.hear(None, 1_090)
    assert lag.ms == 0


def test_it_is_half_of_the_quickest_answer() -> None:
    lag = Lag()
    for request, took_ms in enumerate((90, 60, 400)):
        lag.ask(request, 1_000)
        lag.hear(request, 1_000 + took_ms)
    assert lag.ms == 30


def test_an_answer_counts_once_and_a_long_one_little() -> None:
    lag = Lag()
    lag.ask(1, 1_000)
    lag.hear(1, 9_000)
    lag.hear(1, 1_001)
    assert lag.ms == MOST_MS // 2


def test_a_network_that_has_changed_is_learned_anew() -> None:
    lag = Lag()
    for request, took_ms in enumerate((20, *[80] * KEPT)):
        lag.ask(request, 0)
        lag.hear(request, took_ms)
    assert lag.ms == 40
