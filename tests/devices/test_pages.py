"""Pages as devices: a blip is forgiven, a reload is a new page, a closed one is gone."""

from __future__ import annotations

import time

import pytest

from devices import Arrived, DeviceId, Fading, Found, Gone, Lost, Media, PlayToken
from devices.browser import Pages
from devices.commands import Load, Swell
from devices.hub import DeviceHub

ID = DeviceId("browser-0123456789abcdef")


class House:
    def __init__(self) -> None:
        self.reports: list = []
        self.delivered: list = []
        self.now = 0
        self.hub = DeviceHub(report=self.reports.append, now_ms=lambda: self.now)
        self.pages = Pages(
            self.hub,
            deliver=lambda i, c: self.delivered.append((i, c)),
            now_ms=lambda: self.now,
            grace_ms=100,
            lost_ms=600,
        )

    def introduce(self, **more) -> None:
        self.pages.introduce(ID, name="Tab", mimes=frozenset({"audio/flac"}), volume_percent=70, **more)

    def load(self) -> None:
        media = Media(PlayToken("t1"), "/stream/x", "audio/flac", "T", "A", "R", None, 1_000)
        self.hub.send(ID, Load(media))
        self.wait(lambda: self.delivered)

    def gone(self) -> int:
        return sum(isinstance(r, Gone) for r in self.reports)

    def wait(self, condition) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def house():
    house = House()
    yield house
    house.pages.close()
    house.hub.close()


def test_a_page_that_mixes_is_held_to_a_finer_bound(house):
    house.introduce()
    coarse = house.hub.find(ID).info.capabilities
    house.introduce(can_mix=True)
    fine = house.hub.find(ID).info.capabilities
    assert (coarse.can_mix, fine.can_mix) == (False, True)
    assert fine.position_bound_ms < coarse.position_bound_ms


def test_a_page_that_has_a_say_in_how_loud_it_is_starts_unheard_and_is_told_to_rise(house):
    house.introduce()
    assert house.hub.find(ID).info.fading is Fading.NONE
    house.introduce(can_fade=True)
    assert house.hub.find(ID).info.fading is Fading.GAIN
    house.hub.send(ID, Swell(PlayToken("t1"), 400))
    house.wait(lambda: house.delivered)
    assert house.delivered == [(ID, Swell(PlayToken("t1"), 400))]


def test_a_page_may_introduce_itself_as_often_as_it_likes(house):
    house.introduce()
    house.introduce()
    assert {r.info.id for r in house.reports if isinstance(r, Arrived)} == {ID}
    assert house.gone() == 0


def test_media_from_another_run_of_the_server_stays_in_the_page(house):
    house.introduce(holds="se-1.9")
    assert house.delivered == []
    house.introduce(holds="se-1.9")
    assert house.gone() == 0
    house.introduce(holds=None)
    assert house.gone() == 1, "it was loaded anew"


def test_what_nobody_counts_on_is_forgotten(house):
    house.introduce(holds="se-1.9")
    house.pages.forget(ID)
    house.introduce(holds=None)
    assert house.gone() == 0


def test_what_is_sent_while_the_connection_is_broken_does_not_make_it_another_page(house):
    house.introduce()
    house.load()
    house.introduce(holds="t0")
    assert house.gone() == 0


def test_commands_are_delivered_to_the_page(house):
    house.introduce()
    house.load()
    assert house.delivered[0][0] == ID


def test_a_page_that_comes_back_with_its_media_never_went(house):
    house.introduce()
    house.load()
    house.introduce(holds="t1")
    assert house.gone() == 0


def test_a_page_that_was_reloaded_holds_nothing_and_is_a_new_one(house):
    house.introduce()
    house.load()
    house.introduce(holds=None)
    assert house.gone() == 1


def test_a_broken_connection_is_forgiven_for_the_grace(house):
    house.introduce()
    house.pages.connected(ID)
    house.pages.disconnected(ID)
    house.now = 90
    house.pages.connected(ID)
    house.now = 500
    time.sleep(0.1)  # longer than the watcher's turn
    assert house.gone() == 0


@pytest.fixture
def lost(house):
    """It was connected, and has been away for longer than the grace."""
    house.introduce()
    house.load()
    house.pages.connected(ID)
    house.now = 50
    house.pages.disconnected(ID)
    house.now = 151
    house.wait(lambda: Lost(ID, 50) in house.reports)
    return house


def test_a_page_that_stays_away_is_lost_since_it_left(lost):
    assert lost.gone() == 0
    assert not lost.hub.find(ID).is_reachable


def test_a_page_that_is_back_within_a_minute_is_found_as_it_was(lost):
    lost.now = 400
    lost.introduce(holds="t1")
    assert Found(ID, 400) in lost.reports
    assert lost.hub.find(ID).is_reachable
    lost.pages.connected(ID)
    lost.now = 2_000
    time.sleep(0.1)  # longer than the watcher's turn
    assert lost.gone() == 0
    assert sum(isinstance(r, Lost) for r in lost.reports) == 1


def test_a_page_that_is_back_without_its_media_is_a_new_one(lost):
    lost.introduce(holds=None)
    assert lost.gone() == 1
    assert not [r for r in lost.reports if isinstance(r, Found)]
    assert lost.hub.find(ID).is_reachable


def test_a_page_that_is_away_for_a_minute_is_gone(lost):
    lost.now = 651
    lost.wait(lost.gone)
    assert lost.hub.find(ID) is None
    lost.introduce(holds="t1")
    assert lost.hub.find(ID).is_reachable


def test_a_page_that_is_lost_can_still_say_goodbye(lost):
    lost.pages.goodbye(ID)
    assert lost.gone() == 1


def test_goodbye_is_at_once(house):
    house.introduce()
    house.pages.goodbye(ID)
    assert house.gone() == 1
