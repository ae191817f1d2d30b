from __future__ import annotations

import pytest

from library.scan.removal import held_reason, is_believed

_HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("gone", "present", "believed"),
    [(1, 1, True), (10, 10, True), (11, 11, False), (11, 22, True), (12, 23, False), (600, 1000, False)],
)
def test_more_than_half_at_once_is_not_believed_at_first(gone: int, present: int, believed: bool) -> None:
    assert is_believed(gone, present, held_ms=None, now_ms=0, by_hand=True) is believed


def test_a_second_scan_by_hand_is_believed_at_once() -> None:
    assert is_believed(600, 1000, held_ms=1, now_ms=2, by_hand=True)


def test_a_second_scan_that_nobody_asked_for_is_believed_after_an_hour() -> None:
    assert not is_believed(600, 1000, held_ms=0, now_ms=_HOUR_MS - 1, by_hand=False)
    assert is_believed(600, 1000, held_ms=0, now_ms=_HOUR_MS, by_hand=False)


def test_the_reason_says_how_many_and_what_to_do() -> None:
    assert held_reason(1_200, 2_000).startswith("1,200 of its 2,000 files were not found")
    assert "scan once more" in held_reason(1, 1)
