"""A speaker that only has its volume to fade by: it starts unheard, rises, and has its own volume at every end."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from devices import (
    Capabilities,
    DeviceFailed,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Fading,
    Failed,
    Found,
    Lost,
    Media,
    Member,
    Paused,
    PlayToken,
    Stopped,
    VolumeChanged,
)
from devices import hush as hushing
from devices.commands import Load, Pause, Swell
from devices.hub import DeviceHub
from server.clock import SystemClock

ID, ONE, TWO = DeviceId("knob"), PlayToken("t1"), PlayToken("t2")
MEDIA = Media(ONE, "url", "audio/flac", "T", "A", "R", None, 1_000, is_hushed=True)


class Knob:
    """Tells of every volume it takes, at once, as speakers do."""

    def __init__(self) -> None:
        able = Capabilities(frozenset(), fading=Fading.VOLUME)
        self.info = DeviceInfo(ID, DeviceKind.SONOS, "Knob", "Test", able)
        self.volumes: list[int] = []
        self.loaded_at: int | None = None
        self.paused_at: int | None = None
        self.is_slow = False  # to tell of its volume
        self.refuses = 0
        self.hub = DeviceHub(report=self.hear, now_ms=SystemClock().now_ms)
        self.told: list = []
        self.hub.add(self)
        self.hub.report(VolumeChanged(ID, 60))

    def hear(self, report) -> None:
        self.told.append(report)

    def set_volume(self, percent: int) -> None:
        if self.refuses:
            self.refuses -= 1
            raise DeviceFailed(ID, "busy")
        self.volumes.append(percent)
        if not self.is_slow:
            self.hub.report(VolumeChanged(ID, percent))

    def load(self, media: Media) -> None:
        self.loaded_at = self.volumes[-1] if self.volumes else 60

    def pause(self, token: PlayToken) -> None:
        self.paused_at = self.volumes[-1] if self.volumes else 60

    def stop(self, token: PlayToken, fade_ms: int) -> None: ...
    def close(self) -> None: ...

    @property
    def own(self) -> int | None:
        return self.hub.find(ID).volume_percent

    def wait(self, condition) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, (self.volumes, self.told)
            time.sleep(0.005)

    def hushed(self) -> Knob:
        self.hub.send(ID, Load(MEDIA))
        self.wait(lambda: self.loaded_at is not None)
        return self


@pytest.fixture
def knob():
    knob = Knob()
    yield knob
    knob.hub.close()


def test_it_starts_unheard_and_nobody_sees_its_slider_move(knob):
    knob.hushed()
    assert (knob.loaded_at, knob.own) == (0, 60)


def test_it_rises_in_steps_to_its_own_volume(knob):
    knob.hushed().hub.send(ID, Swell(ONE, 200))
    knob.wait(lambda: knob.volumes[-1] == 60)
    assert knob.volumes == sorted(knob.volumes)
    assert len(knob.volumes) >= 4
    assert [r.percent for r in knob.told if isinstance(r, VolumeChanged)][:1] == [60]
    assert {r.percent for r in knob.told if isinstance(r, VolumeChanged)} == {60}


@pytest.mark.parametrize(
    "end",
    [Stopped(ID, ONE, 1), Failed(ID, ONE, "no network", 1), Paused(ID, ONE, 0, 1)],
    ids=lambda e: type(e).__name__,
)
def test_however_it_ends_its_volume_is_what_it_was(knob, end):
    knob.hushed().hub.report(end)
    knob.wait(lambda: knob.volumes == [0, 60])


def test_the_next_load_is_heard(knob):
    knob.hushed().hub.send(ID, Load(replace(MEDIA, token=TWO, is_hushed=False)))
    knob.wait(lambda: knob.loaded_at == 60)


def test_a_second_start_unheard_keeps_the_volume_of_before_the_first(knob):
    knob.hushed().hub.send(ID, Load(replace(MEDIA, token=TWO)))
    knob.hub.send(ID, Swell(TWO, 50))
    knob.wait(lambda: knob.volumes[-1] == 60)


def test_a_hand_on_the_speaker_has_the_last_word(knob):
    knob.hushed().hub.report(VolumeChanged(ID, 25))
    assert knob.own == 25
    knob.hub.send(ID, Swell(ONE, 100))
    knob.hub.report(Stopped(ID, ONE, 1))
    knob.hub.close()
    assert knob.volumes == [0], "nothing is set any more"


def test_a_volume_asked_for_meanwhile_is_the_one_it_rises_to(knob):
    knob.hushed().hub.set_volume(ID, 30)
    assert knob.own == 30
    assert knob.volumes == [0]
    knob.hub.send(ID, Swell(ONE, 100))
    knob.wait(lambda: knob.volumes[-1] == 30)


def test_a_server_that_stops_gives_the_volume_back(knob):
    knob.hushed().hub.close()
    assert knob.volumes == [0, 60]


def test_a_device_that_is_lost_has_its_volume_given_back_when_it_is_found(knob):
    knob.hushed().hub.report(Lost(ID, 1))
    knob.hub.report(Stopped(ID, ONE, 1))
    assert knob.volumes == [0]
    knob.hub.report(Found(ID, 2))
    knob.wait(lambda: knob.volumes == [0, 60])


def test_nobody_waits_for_a_swell_that_never_comes(knob, monkeypatch):
    monkeypatch.setattr(hushing, "LONGEST_MS", 100)
    knob.hushed()
    knob.wait(lambda: knob.volumes == [0, 60])


def test_a_volume_that_was_not_taken_back_is_offered_again(knob, monkeypatch):
    monkeypatch.setattr(hushing, "AGAIN_MS", 50)
    knob.hushed().refuses = 1
    knob.hub.report(Stopped(ID, ONE, 1))
    knob.wait(lambda: knob.volumes == [0, 60])


def test_a_speaker_whose_volume_is_not_known_starts_as_it_is(knob):
    knob.hub._volumes.clear()
    knob.hushed()
    assert knob.volumes == []


def test_a_group_keeps_its_members_balance_and_starts_as_it_is(knob):
    members = tuple(Member(DeviceId(name), name) for name in ("left", "right"))
    knob.info = replace(knob.info, members=members)
    knob.hushed()
    assert knob.volumes == []


def test_what_pauses_sinks_first_and_is_as_loud_as_before_once_it_is_silent(knob):
    knob.hub.send(ID, Pause(ONE, 200))
    knob.wait(lambda: knob.paused_at is not None)
    assert knob.paused_at == 0
    assert knob.volumes == sorted(knob.volumes, reverse=True)
    assert len(knob.volumes) >= 4
    knob.hub.report(Paused(ID, ONE, 0, 1))
    knob.wait(lambda: knob.volumes[-1] == 60)
    assert {r.percent for r in knob.told if isinstance(r, VolumeChanged)} == {60}


def test_a_volume_that_was_asked_for_just_before_is_the_one_to_rise_to(knob):
    knob.is_slow = True
    knob.hub.set_volume(ID, 40)
    knob.hushed().hub.report(VolumeChanged(ID, 40))  # it tells of it when it is hushed already
    knob.hub.send(ID, Swell(ONE, 100))
    knob.wait(lambda: knob.volumes[-1] == 40)
    assert knob.own == 40


def test_a_volume_asked_for_after_a_fade_is_news_though_a_step_was_near_it(knob):
    knob.hushed().hub.send(ID, Swell(ONE, 200))
    knob.wait(lambda: knob.volumes[-1] == 60)
    step = knob.volumes[2]
    knob.hub.set_volume(ID, step)
    knob.wait(lambda: knob.own == step)
