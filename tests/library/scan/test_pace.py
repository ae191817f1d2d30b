from __future__ import annotations

from library.scan.pace import Pace


def test_nothing_is_known_at_first() -> None:
    pace = Pace()
    assert (pace.files_per_s, pace.remaining_s(10)) == (None, None)
    pace.add(0, 5)
    pace.add(500, 50)
    assert pace.files_per_s is None


def test_the_rate_tells_what_is_left() -> None:
    pace = Pace()
    pace.add(0, 100)
    pace.add(2_000, 300)
    assert (pace.files_per_s, pace.remaining_s(1_000)) == (100, 10)


def test_only_the_last_seconds_count() -> None:
    pace = Pace()
    for second in range(60):
        pace.add(second * 1_000, 10 * min(second, 30) + 100 * max(second - 30, 0))
    assert pace.files_per_s == 100


def test_a_scan_that_stands_still_says_nothing_of_its_end() -> None:
    pace = Pace()
    pace.add(0, 7)
    pace.add(5_000, 7)
    assert (pace.files_per_s, pace.remaining_s(3)) == (0, None)
