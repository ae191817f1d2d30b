"""What is remembered of places, through restarts and while they are away."""

from __future__ import annotations

import threading
from datetime import UTC, time, timedelta, timezone

import pytest

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind
from library import Database, UserId
from server.rooms import Night, Room, RoomIcon, Rooms, Wishes
from server.rooms.store import RoomStore
from tests.fakes.clock import FakeClock

KITCHEN = DeviceId("virtual-kitchen")
ABLE = Capabilities(frozenset())
INFO = DeviceInfo(KITCHEN, DeviceKind.VIRTUAL, "Kitchen", "Virtual speaker", ABLE)
WISHES = Wishes(
    "Stove", RoomIcon.KITCHEN, False, frozenset({UserId(1), UserId(2)}), 192, 70, Night(time(22), time(6), 20)
)


@pytest.fixture
def rooms(database: Database, clock: FakeClock) -> Rooms:
    return Rooms(database, clock, UTC)


def test_wishes_and_sightings_outlive_the_server(rooms, database, clock):
    rooms.choose(KITCHEN, WISHES)
    rooms.saw(INFO)
    rooms.write_seen()
    (room,) = Rooms(database, clock, UTC).list_all()
    assert room.wishes == WISHES
    assert (room.sighting.name, room.sighting.seen_utc) == ("Kitchen", clock.now_utc())
    assert rooms.name_of(INFO) == "Stove"


def test_a_decision_made_while_a_sighting_is_written_is_kept(rooms, database, clock, monkeypatch):
    rooms.saw(INFO)
    save, deciding = RoomStore.save, threading.Thread(target=rooms.choose, args=(KITCHEN, WISHES))

    def slowly(store: RoomStore, room: Room) -> None:
        if room.wishes != WISHES and not deciding.ident:
            deciding.start()
            deciding.join(0.2)  # longer than it takes, unless it waits for us
        save(store, room)

    monkeypatch.setattr(RoomStore, "save", slowly)
    rooms.write_seen()
    deciding.join(5)
    (room,) = Rooms(database, clock, UTC).list_all()
    assert room.wishes == WISHES


def test_it_is_remembered_when_it_was_last_there(rooms, clock):
    rooms.saw(INFO)
    clock.advance(hours=2)
    rooms.left(KITCHEN)
    assert rooms.find(KITCHEN).sighting.seen_utc == clock.now_utc()


def test_pages_are_remembered_only_if_somebody_decided_about_them(rooms):
    page = DeviceInfo(DeviceId("browser-1"), DeviceKind.BROWSER, "Tablet", "Browser", ABLE)
    rooms.saw(page)
    assert rooms.find(page.id) is None
    rooms.choose(page.id, Wishes(name="Hall"))
    rooms.saw(page)
    assert rooms.find(page.id).sighting.name == "Tablet"


def test_the_night_is_that_of_the_houses_own_clock(database, clock):
    at = (clock.now_utc() + timedelta(hours=9)).time().replace(microsecond=0)
    night = Night(at.replace(minute=0), at.replace(minute=59), 10)
    here = Rooms(database, clock, timezone(timedelta(hours=9)))
    here.choose(KITCHEN, Wishes(night=night))
    assert here.most_percent(KITCHEN) == 10
    assert Rooms(database, clock, UTC).most_percent(KITCHEN) == 100


def test_who_is_gone_is_not_named_any_more(rooms):
    rooms.choose(KITCHEN, WISHES)
    rooms.forget_user(UserId(2))
    assert rooms.wishes(KITCHEN).users == {UserId(1)}


def test_a_forgotten_place_is_as_if_it_had_never_been_seen(rooms, database, clock):
    rooms.saw(INFO)
    rooms.write_seen()
    rooms.forget(KITCHEN)
    rooms.write_seen()
    assert Rooms(database, clock, UTC).list_all() == []
