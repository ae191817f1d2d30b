"""Places that are marked: one a track and user."""

from __future__ import annotations

import pytest

from library import Database, TrackId, UserId
from server.bookmarks import Bookmarks
from tests.fakes.clock import FakeClock

ANN, BOB = UserId(1), UserId(2)
ONE, TWO = TrackId("tr-1"), TrackId("tr-2")


@pytest.fixture
def bookmarks(database: Database, clock: FakeClock) -> Bookmarks:
    return Bookmarks(database, clock)


def test_a_second_one_takes_the_place_of_the_first_and_keeps_its_birthday(
    bookmarks: Bookmarks, clock: FakeClock
) -> None:
    bookmarks.put(ANN, ONE, 5, "a")
    born = clock.now_utc()
    clock.advance(days=1)
    bookmarks.put(ANN, TWO, 6, "")
    clock.advance(days=1)
    bookmarks.put(ANN, ONE, 7, "b")
    first, second = bookmarks.list(ANN)
    assert (first.track, first.position_ms, first.comment) == (ONE, 7, "b")
    assert (first.created_utc, first.changed_utc) == (born, clock.now_utc())
    assert second.track == TWO


def test_everybody_has_their_own(bookmarks: Bookmarks) -> None:
    bookmarks.put(ANN, ONE, 5, "")
    assert bookmarks.list(BOB) == []
    assert bookmarks.remove(BOB, ONE) is False
    assert bookmarks.remove(ANN, ONE) is True
    bookmarks.put(BOB, ONE, 5, "")
    bookmarks.forget_user(BOB)
    assert bookmarks.list(BOB) == []
