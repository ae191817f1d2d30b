"""A phone is a place: it takes music over, gives it away, and is not heeded once it has."""

from __future__ import annotations

import pytest

from devices import DeviceKind
from library import TrackId
from server.phones import App
from server.sessions import Join, Next, Pause, Play, PlaysByItself, Seek
from tests.server.phones.conftest import ALBUM, ANN, House, wait_until


def test_an_app_that_says_what_it_plays_is_a_device_with_a_session_of_its_own(house: House) -> None:
    house.says("playing", "tr-1", 3_000)
    info = house.services.devices.find(house.pocket).info
    assert (info.kind, info.name) == (DeviceKind.PHONE, "ann's Pocket")
    assert house.places() == [house.pocket]
    assert (house.session.owner, house.session.name) == (ANN, "ann's Pocket")
    house.clock.advance(seconds=2)
    assert house.session.timeline.position_at(house.clock.now_ms()) == 5_000


def test_its_reports_lead_the_timeline(house: House) -> None:
    house.says("starting", "tr-1")
    assert (house.session.playing, house.session.timeline.running) == (True, False)
    house.clock.advance(seconds=3)  # it loads for long
    house.says("playing", "tr-1", 40)
    house.clock.advance(seconds=5)
    house.says("playing", "tr-1", 30_000)  # somebody sought
    assert house.session.timeline.position_at(house.clock.now_ms()) == 30_000
    house.says("paused", "tr-1", 30_100)
    house.clock.advance(seconds=60)
    assert (house.session.playing, house.session.timeline.position_at(house.clock.now_ms())) == (
        False,
        30_100,
    )
    house.says("playing", "tr-1", 30_100)
    assert house.session.timeline.running


def test_it_plays_faster_and_so_does_the_timeline(house: House) -> None:
    house.says("playing", "tr-1", 0, rate=1.5)
    house.clock.advance(seconds=10)
    assert house.session.timeline.position_at(house.clock.now_ms()) == 15_000


def test_a_saved_queue_is_the_session_s_and_what_follows_is_found_in_it(house: House) -> None:
    twice = (*ALBUM, ALBUM[0])
    house.services.phones.save_queue(house.app, twice, 0, 7_000)
    assert (house.session.playing, house.session.timeline.position_ms) == (False, 7_000)
    house.says("playing", "tr-1", 7_000)
    house.says("playing", "tr-2", 0)
    house.says("playing", "tr-1", 0)
    assert house.session.queue.index == 2
    assert [e.track_id for e in house.session.queue.entries] == ["tr-1", "tr-2", "tr-1"]


def test_music_in_the_kitchen_goes_on_on_the_phone_that_fetched_it(house: House) -> None:
    session = house.plays_in_kitchen()
    found = house.services.phones.find_queue(house.app)
    assert (found.session.id, found.position_ms, found.changed_by) == (session.id, 10_000, "Kitchen")
    house.says("starting", "tr-1", 10_000)
    assert house.places() == [house.kitchen.info.id]  # nobody falls silent before it sounds
    house.clock.advance(milliseconds=300)
    house.says("playing", "tr-1", 10_100)
    wait_until(lambda: [o.device for o in house.session.outputs] == [house.pocket])
    assert not house.kitchen.sounds
    wait_until(lambda: house.services.sessions.list_handoffs(5))
    [record] = house.services.sessions.list_handoffs(5)
    assert (record.target, record.outcome, record.position_error_ms) == (house.pocket, "done", -200)


def test_other_music_on_the_phone_does_not_stop_the_kitchen(house: House) -> None:
    session = house.plays_in_kitchen()
    house.says("playing", "tr-2", 0)
    assert len(house.sessions) == 2
    assert house.places(house.services.sessions.get(session.id)) == [house.kitchen.info.id]


def test_an_app_that_only_opens_takes_nothing(house: House) -> None:
    session = house.plays_in_kitchen()
    house.services.phones.find_queue(house.app)
    house.services.phones.save_queue(house.app, ALBUM, 0, 10_000)
    house.says("paused", "tr-1", 10_000)
    assert house.places() == [house.kitchen.info.id]
    assert house.services.sessions.get(session.id).timeline.running


def test_what_was_moved_away_from_is_not_heeded_until_it_begins_anew(house: House) -> None:
    house.services.phones.save_queue(house.app, ALBUM, 0, 0)
    house.says("playing", "tr-1", 0)
    house.clock.advance(seconds=5)
    house.moves_to_kitchen(house.session)
    house.says("playing", "tr-1", 5_000)  # nobody can stop it
    house.clock.advance(seconds=175)
    house.says("stopped", "tr-1", 180_000)
    house.says("starting", "tr-2", 0)  # by itself: the track was over
    house.says("playing", "tr-2", 10)
    assert house.places() == [house.kitchen.info.id]
    house.says("paused", "tr-2", 4_000)  # somebody has taken it in their hand
    house.says("playing", "tr-2", 4_000)
    assert house.places() == [house.pocket]
    assert house.session.queue.index == 1


def test_nobody_can_tell_it_anything_and_who_tries_hears_so(house: House) -> None:
    house.says("playing", "tr-1", 0)
    sessions = house.services.sessions
    for command in (Pause(), Next(), Seek(5), Play()):
        with pytest.raises(PlaysByItself):
            sessions.command(house.session.id, command)
    with pytest.raises(PlaysByItself):
        sessions.command(house.session.id, Join(sessions.target(house.pocket)))
    assert house.session.timeline.running


def test_a_speaker_may_join_and_follows_to_the_next_track(house: House) -> None:
    house.services.phones.save_queue(house.app, ALBUM, 0, 0)
    house.says("playing", "tr-1", 0)
    house.services.sessions.command(
        house.session.id, Join(house.services.sessions.target(house.kitchen.info.id))
    )
    wait_until(lambda: all(o.sounding for o in house.session.outputs) and len(house.session.outputs) == 2)
    house.says("playing", "tr-2", 0)
    wait_until(lambda: len(house.kitchen.loaded) == 2)
    assert house.kitchen.loaded[-1].title == "Song 2"
    assert house.session.leader == house.pocket


def test_silence_for_minutes_after_the_end_ends_it(house: House) -> None:
    house.says("playing", "tr-1", 170_000)
    house.clock.advance(seconds=10 + 299)
    house.settle()
    assert house.places() == [house.pocket]
    house.clock.advance(seconds=2)
    wait_until(lambda: house.places() == [])
    assert not house.session.playing
    assert house.session.timeline.position_ms == 180_000


def test_announcements_of_an_app_that_reports_nothing_else_are_followed(house: House) -> None:
    phones = house.services.phones
    phones.announce(house.app, TrackId("tr-1"), 180_000)
    house.clock.advance(seconds=30)
    phones.announce(house.app, TrackId("tr-1"), 180_000)  # once more: nothing new
    assert house.session.timeline.position_at(house.clock.now_ms()) == 30_000
    phones.announce(house.app, TrackId("tr-2"), 180_000)
    assert house.session.queue.current.track_id == "tr-2"
    assert house.session.timeline.position_at(house.clock.now_ms()) == 0


def test_an_announcement_after_fetching_the_queue_means_its_place(house: House) -> None:
    house.plays_in_kitchen()
    house.services.phones.find_queue(house.app)
    house.clock.advance(milliseconds=400)
    house.services.phones.announce(house.app, TrackId("tr-1"), 180_000)
    assert house.places() == [house.pocket]
    assert house.session.timeline.position_at(house.clock.now_ms()) == 10_000


def test_plays_are_counted_once_by_whoever_counts(house: House) -> None:
    counted: list[str] = []
    house.services.library.played = lambda plays, *, user: counted.extend(t for t, _ in plays)
    house.says("playing", "tr-1", 0)
    house.clock.advance(seconds=100)
    house.says("stopped", "tr-1", 100_000)
    wait_until(lambda: counted == ["tr-1"])
    house.says("playing", "tr-2", 0, counts_plays=True)
    house.clock.advance(seconds=100)
    house.says("stopped", "tr-2", 100_000, counts_plays=True)
    house.services.sessions.close()  # writes what is left to write
    assert counted == ["tr-1"]


def test_clearing_empties_the_session_and_lets_the_phone_go(house: House) -> None:
    house.says("playing", "tr-1", 0)
    house.services.phones.save_queue(house.app, (), 0, 0)
    assert (house.session.queue.entries, house.places()) == ((), [])
    assert house.services.phones.find_queue(house.app) is None


def test_the_last_touched_queue_is_told_and_after_a_restart_the_saved_one(house: House) -> None:
    phones, sessions = house.services.phones, house.services.sessions
    phones.save_queue(house.app, ALBUM, 1, 9_000)
    house.clock.advance(hours=2)
    in_kitchen = house.plays_in_kitchen()
    sessions.command(in_kitchen.id, Pause())
    found = phones.find_queue(house.app)
    assert (found.session.id, found.changed_by) == (in_kitchen.id, "Kitchen")
    house.clock.advance(hours=2)
    phones.save_queue(house.app, ALBUM, 1, 11_000)
    found = phones.find_queue(house.app)
    assert (found.position_ms, found.changed_by) == (11_000, "Pocket")


def test_phones_are_few_and_the_quietest_goes_first(house: House) -> None:
    for number in range(70):
        house.services.phones.find_queue(App(ANN, "ann", f"App {number}"))
    phones = [s.info.name for s in house.services.devices.list_all() if s.info.kind is DeviceKind.PHONE]
    assert len(phones) == 64
    assert "ann's App 0" not in phones


def test_who_is_removed_leaves_no_phone(house: House) -> None:
    house.says("playing", "tr-1", 0)
    house.services.phones.forget_user(ANN)
    assert house.services.devices.find(house.pocket) is None
