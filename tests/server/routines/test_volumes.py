"""One slider for several rooms, and limits that hold whoever turns the volume."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from server.rooms import Night, Wishes
from tests.server.routines.conftest import Home, wait_until


@pytest.fixture
def kitchen(home: Home):
    return home.room("Kitchen", percent=80)


def heard(home: Home, *speakers) -> list[int | None]:
    return [home.volume(speaker) for speaker in speakers]


def test_all_rooms_of_a_session_follow_one_slider_and_keep_their_balance(home, kitchen):
    bedroom = home.room("Bedroom", percent=40)
    session = home.play(kitchen, bedroom)
    home.services.routines.volumes.turn(session.id, 20)
    wait_until(lambda: heard(home, kitchen, bedroom) == [20, 10])
    home.services.routines.volumes.turn(session.id, 100)
    wait_until(lambda: heard(home, kitchen, bedroom) == [100, 50])


def test_a_limited_room_is_in_balance_again_when_all_is_turned_down(home, kitchen):
    bedroom = home.room("Bedroom", percent=40)
    home.services.rooms.choose(kitchen.id, Wishes(max_volume_percent=80))
    session = home.play(kitchen, bedroom)
    home.services.routines.volumes.turn(session.id, 100)
    wait_until(lambda: heard(home, kitchen, bedroom) == [80, 50])
    home.services.routines.volumes.turn(session.id, 40)
    wait_until(lambda: heard(home, kitchen, bedroom) == [40, 20])


def test_nobody_gets_a_device_louder_than_it_may_be(home, kitchen):
    home.services.rooms.choose(kitchen.id, Wishes(max_volume_percent=30))
    home.services.devices.set_volume(kitchen.id, 90)
    wait_until(lambda: heard(home, kitchen) == [30])


def test_what_is_turned_up_by_hand_is_turned_back_once_and_not_fought(home, kitchen):
    home.services.rooms.choose(kitchen.id, Wishes(max_volume_percent=60))
    home.tick()
    wait_until(lambda: kitchen.volumes == [60])
    home.tick(seconds=10)
    kitchen.turn(90)
    home.tick()
    wait_until(lambda: kitchen.volumes == [60, 60])
    kitchen.set_volume = lambda percent: kitchen.volumes.append(percent)  # it does not obey any more
    home.tick(seconds=10)
    kitchen.turn(95)
    for _ in range(5):
        home.tick(seconds=10)
    wait_until(lambda: kitchen.volumes == [60, 60, 60])
    home.tick(seconds=10)
    assert kitchen.volumes == [60, 60, 60]


def test_when_the_night_begins_what_is_too_loud_is_turned_down(home, kitchen):
    home.tick()
    begins = (home.clock.now_utc() + timedelta(minutes=2)).time().replace(second=0, microsecond=0)
    home.services.rooms.choose(kitchen.id, Wishes(night=Night(begins, time(23, 59), 15)))
    home.tick()
    assert kitchen.volumes == []
    home.tick(minutes=5)
    wait_until(lambda: heard(home, kitchen) == [15])
