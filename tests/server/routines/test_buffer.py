"""How far a device is ahead, by the bytes it fetched."""

from __future__ import annotations

import pytest

from devices import PlayToken
from server.routines import reached_ms
from server.streaming import Fetch


def fetch(asked: str | None, sent_bytes: int, size_bytes: int | None = 1_000) -> Fetch:
    return Fetch(PlayToken("se-1.1"), asked, 0, 0, sent_bytes, size_bytes=size_bytes)


@pytest.mark.parametrize(
    ("fetches", "reached"),
    [
        ([], None),
        ([fetch(None, 250)], 25_000),
        ([fetch("bytes=0-", 300), fetch("bytes=300-", 300)], 60_000),
        ([fetch("bytes=0-", 300), fetch("bytes=990-", 10)], 30_000),  # it looked at the end
        ([fetch("bytes=900-", 900)], 10_000),
        ([fetch("bytes=0-", 900), fetch("bytes=900-", 900)], 100_000),  # none is ahead of the end
        ([fetch("bytes=0-1", 0)], None),
        ([fetch(None, 250, size_bytes=None)], None),
    ],
)
def test_what_is_fetched_without_a_hole_counts(fetches, reached):
    assert reached_ms(fetches, 10_000, 100_000) == reached
