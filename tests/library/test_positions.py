from __future__ import annotations

import pytest

from library.positions import LONG_MS, remembered

HOUR = 3_600_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("position_ms", "duration_ms", "is_book", "kept"),
    [
        (30 * MINUTE, HOUR, False, 30 * MINUTE),
        (2 * MINUTE, 4 * MINUTE, False, None),  # a song begins anew
        (2 * MINUTE, 4 * MINUTE, True, 2 * MINUTE),  # a chapter does not
        (10 * MINUTE, LONG_MS, False, 10 * MINUTE),
        (10 * MINUTE, LONG_MS - 1, False, None),
        (5_000, HOUR, True, None),  # only looked in: what was kept stays
        (HOUR - 10_000, HOUR, True, 0),  # heard: forgotten
        (HOUR, HOUR, True, 0),
        (3_000, 20_000, True, 3_000),
        (19_000, 20_000, True, 0),
        (0, 0, True, 0),
    ],
)
def test_a_place_is_kept_where_one_comes_back_to_it(
    position_ms: int, duration_ms: int, is_book: bool, kept: int | None
) -> None:
    assert remembered(position_ms, duration_ms, is_book=is_book) == kept
