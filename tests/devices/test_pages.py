"""Pages as devices: a blip is forgiven, a reload is a new page, a closed one is gone."""

from __future__ import annotations

import time

import pytest

from devices import Arrived, DeviceId, Fading, Gone, Media, PlayToken
from devices.browser import Pages
from devices.commands import Load, Stop, Swell
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


def test_media_from_another_run_of_the_server_is_stopped(house):
    house.introduce(holds="se-1.9")
    assert house.delivered == [(ID, Stop(PlayToken("se-1.9"), 0))]


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


def test_a_page_that_stays_away_is_gone(house):
    house.introduce()
    house.pages.connected(ID)
    house.pages.disconnected(ID)
    house.now = 101
    house.wait(house.gone)


def test_goodbye_is_at_once(house):
    house.introduce()
    house.pages.goodbye(ID)
    assert house.gone() == 1
