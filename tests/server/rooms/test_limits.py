"""How loud a place may be by the clock on the wall, and who may play there."""

from __future__ import annotations

from datetime import time

import pytest

from library import UserId
from server.rooms import Night, Wishes
from server.rooms.limits import may_use, most_percent

ANNA, BEN = UserId(1), UserId(2)
EVENING = Wishes(max_volume_percent=80, night=Night(time(22), time(6, 30), 30))


@pytest.mark.parametrize(
    ("clock", "most"), [("21:59", 80), ("22:00", 30), ("00:00", 30), ("06:29", 30), ("06:30", 80)]
)
def test_the_night_may_go_past_midnight(clock, most):
    assert most_percent(EVENING, time.fromisoformat(clock)) == most


def test_a_nap_is_a_night_too_and_never_louder_than_the_day():
    nap = Wishes(max_volume_percent=20, night=Night(time(13), time(15), 30))
    assert [most_percent(nap, time(hour)) for hour in (12, 13, 14, 15)] == [20, 20, 20, 20]


def test_who_is_not_named_may_not_play_and_nobody_where_it_is_hidden():
    assert [may_use(Wishes(), user) for user in (ANNA, BEN)] == [True, True]
    assert [may_use(Wishes(users=frozenset({ANNA})), user) for user in (ANNA, BEN)] == [True, False]
    assert not may_use(Wishes(is_hidden=True, users=frozenset({ANNA})), ANNA)
