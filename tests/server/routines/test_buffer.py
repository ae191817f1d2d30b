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
        ([fetch("bytes=0-", 100), fetch("bytes=500-", 100)], 60_000),
        ([fetch("bytes=900-", 900)], 100_000),  # it cannot be ahead of the end
        ([fetch("bytes=0-1", 0)], None),
        ([fetch(None, 250, size_bytes=None)], None),
    ],
)
def test_the_furthest_request_counts(fetches, reached):
    assert reached_ms(fetches, 100_000) == reached
