"""What runs over into what: a release in its order never does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from server.sessions.crossfade import crossfade_ms, flows


@dataclass(frozen=True)
class Piece:
    """As much of a track as the decision looks at."""

    id: str
    release_id: str = "al-1"
    disc: int | None = 1
    number: int | None = 1
    duration_ms: int = 200_000


@pytest.mark.parametrize(
    ("before", "after", "flowing"),
    [
        (Piece("a"), Piece("b", number=2), True),
        (Piece("a"), Piece("b", number=3), False),
        (Piece("a", number=2), Piece("b", number=1), False),
        (Piece("a", number=9), Piece("b", disc=2, number=1), True),
        (Piece("a", disc=None, number=9), Piece("b", disc=2, number=1), True),
        (Piece("a", number=None), Piece("b", number=None), True),
        (Piece("a"), Piece("b", release_id="al-2", number=2), False),
        (Piece("a"), Piece("a"), False),
    ],
)
def test_a_release_flows_where_its_next_track_follows(before, after, flowing):
    assert flows(before, after) is flowing
    assert crossfade_ms(5_000, before, after) == (0 if flowing else 5_000)


def test_a_short_track_is_faded_for_at_most_half_of_it():
    assert crossfade_ms(12_000, Piece("a"), Piece("b", "al-2", duration_ms=6_001)) == 3_000
