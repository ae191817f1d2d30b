"""Whole seconds, asked at the right moments, tell where a speaker is to some milliseconds."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from devices.sonos.line import FINE_MS, begun, told_by

ROUND_TRIP_MS = 12


def ask(true_offset_ms: float, at_ms: int, trip_ms: int = ROUND_TRIP_MS):
    """What a speaker at this distance from the clock answers: (second, sent, answered)."""
    read_ms = at_ms + trip_ms / 2
    return int((read_ms + true_offset_ms) // 1000), at_ms, at_ms + trip_ms


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_eight_questions_are_enough_from_nothing(offset_ms, now_ms):
    line = told_by(*ask(offset_ms, now_ms))
    for _ in range(8):
        now_ms = line.next_ms(now_ms)
        line = line.observe(*ask(offset_ms, now_ms))
    assert line.is_fine
    assert abs(line.position_at(now_ms) - (now_ms + offset_ms)) <= FINE_MS


@given(st.integers(0, 10**6), st.integers(0, 120))
def test_a_start_that_was_watched_needs_only_three(now_ms, since_ms):
    offset_ms = -now_ms + since_ms  # it began `since_ms` ago, and was silent 120 ms ago
    line = begun(0, now_ms - 120, told_by(*ask(offset_ms, now_ms)))
    assert line.width_ms <= 120 + ROUND_TRIP_MS
    for _ in range(3):
        now_ms = line.next_ms(now_ms)
        line = line.observe(*ask(offset_ms, now_ms))
    assert line.is_fine


def test_hours_of_drift_are_followed():
    dice, now_ms, line = random.Random(1), 0, told_by(*ask(500, 0))
    for _ in range(5_000):
        now_ms = line.next_ms(now_ms) + dice.randint(0, 40)  # late, as threads are
        offset_ms = 500 + now_ms * 50 / 1_000_000  # 50 ppm
        line = line.observe(*ask(offset_ms, now_ms, dice.randint(4, 60)))
        assert line is not None
    assert abs(line.position_at(now_ms) - (now_ms + offset_ms)) <= 100


def test_a_jump_is_not_taken_for_a_drift():
    line = told_by(*ask(30_000, 0))
    for now_ms in range(100, 5_000, 150):
        line = line.observe(*ask(30_000, now_ms))
    assert line.observe(*ask(31_000, 6_000)) is None
    assert line.observe(*ask(0, 6_000)) is None
