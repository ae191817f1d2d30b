"""Alarms that ring, in a house whose speakers obey, fail, are silent, or are not there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from library import NotFound
from server.http import tracks_to_wake
from server.podcasts import ChannelId, Episode, EpisodeId, Status
from server.rooms import Wishes
from server.routines.alarm import BELL, Alarm, AlarmId
from server.routines.desk import PREFIX
from server.routines.ringer import START_MS
from server.sessions import Noticed, Pause
from tests.server.routines.conftest import Home, wait_until


@pytest.fixture
def kitchen(home: Home):
    return home.room("Kitchen", percent=60)


def in_minutes(home: Home, minutes: int, *rooms, item: str | None = "tr-1", **more: object) -> Alarm:
    """An alarm for the kitchen, once, at a full minute."""
    moment = home.clock.now_utc().replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    local = moment.astimezone(home.services.routines.alarms._zone)
    alarm = Alarm(
        AlarmId(0),
        home.owner,
        "Up",
        local.time(),
        frozenset(),
        tuple(room.id for room in rooms),
        moment,
        item=item,
        **more,
    )
    return home.services.routines.alarms.add(alarm)


def rings(home: Home, alarm: Alarm) -> bool:
    return home.services.routines.alarms.is_ringing(alarm.id)


def is_bell(room) -> bool:
    return room.media is not None and room.media.token.startswith(PREFIX)


def test_it_plays_its_music_and_grows_louder(home, kitchen):
    alarm = in_minutes(home, 2, kitchen, volume_percent=40, ramp_s=20)
    home.tick(seconds=30)
    assert not kitchen.loaded
    home.tick(seconds=100)
    wait_until(lambda: kitchen.sounds and home.volume(kitchen) == 4)
    home.tick(seconds=10)
    wait_until(lambda: home.volume(kitchen) == 24)
    home.tick(seconds=15)
    wait_until(lambda: home.volume(kitchen) == 40)
    assert rings(home, alarm)
    assert (
        home.services.routines.alarms.next_ring(home.services.routines.alarms.get(alarm.id, home.owner))
        is None
    )


def test_a_stopped_alarm_is_silent_and_the_volume_is_as_before(home, kitchen, admin):
    alarm = in_minutes(home, 1, kitchen)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds)
    home.services.routines.alarms.stop(alarm.id, home.owner)
    wait_until(lambda: not kitchen.sounds and home.volume(kitchen) == 60)
    home.tick(minutes=30)
    assert not kitchen.sounds


def test_a_snoozed_alarm_rings_again(home, kitchen):
    alarm = in_minutes(home, 1, kitchen)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds)
    home.services.routines.alarms.snooze(alarm.id, home.owner, 9)
    wait_until(lambda: not kitchen.sounds)
    home.tick(minutes=8)
    assert not kitchen.sounds
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds and rings(home, alarm))


def test_who_pauses_the_music_is_awake(home, kitchen):
    alarm = in_minutes(home, 1, kitchen)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds)
    home.tick(seconds=1)
    home.services.sessions.command(home.services.sessions.list_all()[0].id, Pause())
    wait_until(lambda: not kitchen.sounds)
    home.tick(seconds=1)
    assert not rings(home, alarm)
    assert not is_bell(kitchen)


@pytest.mark.parametrize("fault", ["is_mute", "is_broken"])
def test_where_the_music_does_not_play_a_bell_rings(home, kitchen, fault):
    alarm = in_minutes(home, 1, kitchen)
    setattr(kitchen, fault, True)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.loaded)
    setattr(kitchen, fault, False)
    kitchen.load = _only_bells(kitchen, kitchen.load)
    home.tick(milliseconds=START_MS + 500)
    wait_until(lambda: home.tick(seconds=1) is None and is_bell(kitchen) and kitchen.sounds)
    sound = home.services.routines.recordings.open(kitchen.media.url.rpartition("/")[2])
    with sound.open(0, 4).file as file:
        assert file.read(4) == b"RIFF"
    kitchen.end()
    wait_until(lambda: home.services.routines.tick() is None and is_bell(kitchen))
    home.services.routines.alarms.stop(alarm.id, home.owner)
    wait_until(lambda: kitchen.media is None and home.volume(kitchen) == 60)


def test_music_that_is_not_there_any_more_is_a_bell_too(home, kitchen):
    in_minutes(home, 1, kitchen, item="tr-999")
    home.tick(minutes=1)
    home.services.routines.tick()
    wait_until(lambda: is_bell(kitchen) and kitchen.sounds)


def test_where_its_place_is_missing_another_one_rings(home, kitchen):
    bedroom, attic = home.room("Bedroom"), home.room("Attic")
    home.services.rooms.choose(attic.id, Wishes(is_hidden=True))
    first = in_minutes(home, 1, bedroom, fallback_device=kitchen.id)
    home.services.devices.remove(bedroom.id)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds)
    home.services.routines.alarms.stop(first.id, home.owner)
    home.services.devices.remove(kitchen.id)
    cellar = home.room("Cellar")
    in_minutes(home, 1, bedroom)
    home.tick(minutes=1)
    wait_until(lambda: cellar.sounds)
    assert not attic.loaded


def test_what_was_missed_while_the_server_was_off_does_not_ring_late(home, kitchen, bus):
    heard = bus.subscribe()
    on_time, late = in_minutes(home, 1, kitchen), in_minutes(home, 30, kitchen)
    home.services.routines.close()
    home.clock.advance(minutes=5)
    home.services.routines.tick()
    wait_until(lambda: rings(home, on_time))
    home.services.routines.alarms.stop(on_time.id, home.owner)
    home.clock.advance(minutes=40)
    home.services.routines.tick()
    assert not rings(home, late)
    said = [n.event.text for n in iter(lambda: heard.wait(0.05), None) if isinstance(n.event, Noticed)]
    assert any("was missed" in text for text in said)


def test_what_was_playing_plays_on(home, kitchen):
    session = home.play(kitchen)
    home.tick(seconds=20)
    home.services.sessions.command(session.id, Pause())
    wait_until(lambda: not kitchen.sounds)
    in_minutes(home, 1, kitchen, item=None)
    home.tick(minutes=1)
    wait_until(lambda: kitchen.sounds)
    assert 20_000 <= kitchen.position_ms <= 21_000


def _only_bells(room, load):
    """Music still does not sound."""

    def loads(media) -> None:
        if media.token.startswith(PREFIX):
            load(media)

    return loads


def test_it_stops_by_itself_after_the_time_that_it_was_to_last(home, kitchen):
    alarm = in_minutes(home, 1, kitchen, volume_percent=30, ramp_s=0, lasts_min=15)
    home.tick(seconds=70)
    wait_until(lambda: kitchen.sounds and home.volume(kitchen) == 30)
    home.tick(minutes=14)
    assert rings(home, alarm)
    home.tick(minutes=2)
    wait_until(lambda: not kitchen.sounds and home.volume(kitchen) == 60)
    home.tick(seconds=1)
    assert not rings(home, alarm)


def test_a_time_is_skipped_and_the_one_after_it_is_not(home, kitchen):
    alarms = home.services.routines.alarms
    alarm = alarms.change(replace(in_minutes(home, 1, kitchen), weekdays=frozenset(range(7))))
    first = alarms.next_ring(alarm)
    alarms.skip(alarm.id, home.owner)
    assert alarms.next_ring(alarms.get(alarm.id, home.owner)) - first == timedelta(days=1)
    home.tick(seconds=70)
    assert not kitchen.loaded
    once = in_minutes(home, 1, kitchen)
    alarms.skip(once.id, home.owner)
    assert not alarms.get(once.id, home.owner).is_on


def test_a_bell_can_be_all_that_is_wanted(home, kitchen):
    in_minutes(home, 1, kitchen, item=BELL)
    home.tick(seconds=70)
    home.tick(seconds=1)
    wait_until(lambda: is_bell(kitchen) and kitchen.sounds)


def test_what_is_shuffled_is_and_all_of_it_plays(home, kitchen):
    in_minutes(home, 1, kitchen, item="al-1", shuffle=True)
    home.tick(seconds=70)
    wait_until(lambda: kitchen.sounds)
    [session] = [s for s in home.services.sessions.list_all() if s.playing]
    assert session.queue.shuffle
    assert len(session.queue.entries) == len(home.library.tracks)


def test_everything_that_is_wanted_of_an_alarm_is_kept_and_said(admin, home, kitchen):
    body = {
        "rings_at": "06:30",
        "device_ids": [kitchen.id],
        "item": "al-1",
        "shuffle": True,
        "ramp_s": 1800,
        "lasts_min": 45,
    }
    made = admin.post("/api/alarms", body).json
    assert (made["shuffle"], made["ramp_s"], made["lasts_min"]) == (True, 1800, 45)
    [listed] = admin.get("/api/alarms").json["alarms"]
    assert listed == made
    assert isinstance(made["item_name"], str)
    kept = home.services.routines.alarms._store.alarms()
    assert [(a.shuffle, a.lasts_min) for a in kept] == [(True, 45)]
    assert admin.post(f"/api/alarms/{made['id']}/skip").status_code == 204
    assert not admin.get("/api/alarms").json["alarms"][0]["is_on"]
    for item in ("pc-9", "al-99"):
        refused = admin.post("/api/alarms", body | {"item": item})
        assert (refused.status_code, refused.json["type"]) == (404, "urn:segue:not-found")
    bell = admin.post("/api/alarms", body | {"item": "bell"}).json
    assert (bell["item"], bell["item_name"]) == ("bell", None)


def test_of_a_podcast_the_newest_episode_that_is_here_wakes():
    def episode(id: str, file: str) -> Episode:
        channel, when = ChannelId("pc-1"), datetime(2026, 1, 1, tzinfo=UTC)
        return Episode(EpisodeId(id), channel, id, "", when, "", "", 0, 0, Status.NEW, "", file, False)

    @dataclass
    class Shelf:
        episodes_here: list[Episode]

        def episodes(self, _channel: ChannelId) -> list[Episode]:
            return self.episodes_here

        def tracks_of(self, episodes, _user):
            return {
                e.id: SimpleNamespace(id=f"tr-{e.id}", duration_ms=9) for e in episodes if e.file != "lost"
            }

    shelf = Shelf(
        [episode("pe-3", ""), episode("pe-2", "lost"), episode("pe-1", "a.mp3"), episode("pe-0", "b")]
    )
    assert tracks_to_wake(None, shelf, "pc-1", 1) == [("tr-pe-1", 9)]
    with pytest.raises(NotFound):
        tracks_to_wake(None, Shelf([]), "pc-1", 1)
