"""A session falls asleep: it fades, pauses, and is as loud as before when it wakes."""

from __future__ import annotations

import pytest

from devices import Playing
from server.routines import Until
from server.routines.sleeper import Sleeper
from server.routines.store import RoutineStore
from server.sessions import Pause, Play
from tests.server.routines.conftest import TRACK_MS, Home, wait_until


@pytest.fixture
def kitchen(home: Home):
    return home.room("Kitchen", percent=60)


def test_it_fades_over_half_a_minute_and_waits_where_the_fade_began(home, kitchen):
    session = home.play(kitchen)
    home.services.routines.sleep.start(session.id, Until.TIME, 2)
    home.tick(seconds=80)
    assert kitchen.volumes == []
    home.tick(seconds=10)
    for _ in range(29):
        home.tick(seconds=1)
    wait_until(lambda: home.volume(kitchen) == 2)
    assert kitchen.volumes == sorted(kitchen.volumes, reverse=True)
    home.tick(seconds=2)
    wait_until(lambda: home.now(session).timeline.position_ms == 90_000)
    assert not home.now(session).playing
    home.tick(seconds=2)
    wait_until(lambda: home.volume(kitchen) == 60)
    assert home.services.routines.sleep.find(session.id) is None


def test_after_the_track_the_next_one_waits_at_its_beginning(home, kitchen):
    session = home.play(kitchen)
    home.services.routines.sleep.start(session.id, Until.TRACK, 1)
    home.tick(milliseconds=TRACK_MS - 3_000)
    home.tick(milliseconds=2_700)
    wait_until(lambda: not home.now(session).playing and home.now(session).queue.index == 1)
    assert home.now(session).timeline.position_ms == 0
    home.tick(seconds=2)
    wait_until(lambda: home.volume(kitchen) == 60)


def test_a_cancelled_timer_gives_the_volume_back_and_plays_on(home, kitchen):
    session = home.play(kitchen)
    home.services.routines.sleep.start(session.id, Until.TIME, 1)
    home.tick(seconds=45)
    wait_until(lambda: home.volume(kitchen) == 30)
    home.services.routines.sleep.cancel(session.id)
    wait_until(lambda: home.volume(kitchen) == 60)
    home.tick(seconds=30)
    assert home.now(session).playing


def test_who_pauses_during_the_fade_gets_the_volume_back(home, kitchen):
    session = home.play(kitchen)
    home.services.routines.sleep.start(session.id, Until.TIME, 1)
    home.tick(seconds=45)
    home.services.sessions.command(session.id, Pause())
    home.tick(seconds=1)
    home.tick(seconds=2)
    wait_until(lambda: home.volume(kitchen) == 60)
    home.services.sessions.command(session.id, Play())
    home.tick(seconds=60)
    assert home.now(session).playing


def test_a_timer_outlives_the_server_and_so_does_the_volume_before_its_fade(home, kitchen, database):
    session = home.play(kitchen)
    home.services.routines.sleep.start(session.id, Until.TIME, 1)
    home.tick(seconds=45)
    wait_until(lambda: home.volume(kitchen) == 30)
    services = home.services
    again = Sleeper(
        sessions=services.sessions,
        hub=services.devices,
        store=RoutineStore(database),
        bus=services.bus,
        clock=home.clock,
    )
    assert again.left_ms(home.now(session)) == 15_000
    services.routines.close()
    home.clock.advance(seconds=16)
    again.tick()
    wait_until(lambda: not kitchen.sounds)
    home.clock.advance(seconds=2)
    again.tick()
    wait_until(lambda: home.volume(kitchen) == 60)
    assert RoutineStore(database).sleep_timers() == []


def test_a_page_is_told_when_it_ends(home, kitchen, admin):
    session = home.play(kitchen)
    path = f"/api/sessions/{session.id}"
    assert admin.put(f"{path}/sleep", {"minutes": 10}).status_code == 202
    ends_at_ms = home.clock.now_ms() + 600_000
    assert admin.get(path).json["sleep"] == {"until": "time", "ends_at_ms": ends_at_ms}
    assert admin.delete(f"{path}/sleep").status_code == 204
    assert admin.get(path).json["sleep"] is None
    assert admin.put("/api/sessions/se-99/sleep", {}).json["type"] == "urn:segue:unknown-session"


def test_a_late_report_of_the_faded_track_changes_nothing(home, kitchen):
    session = home.play(kitchen)
    token = home.now(session).outputs[0].token
    home.services.routines.sleep.start(session.id, Until.TIME, 1)
    home.tick(seconds=40)
    home.tick(seconds=21)
    wait_until(lambda: not kitchen.sounds)
    home.services.devices.report(Playing(kitchen.id, token, 60_900, home.clock.now_ms()))
    home.tick(seconds=2)
    assert not home.now(session).playing
