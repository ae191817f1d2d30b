"""Faster and slower: the timeline goes on from where it is, and each output follows in its own way."""

from __future__ import annotations

import pytest

from server.sessions.commands import Join, Move, Pause, Play, Seek, SetRate
from server.sessions.deadlines import wakes_at
from server.sessions.effects import LoadMedia, PreloadMedia, RateOutput, ResumeOutput, TrackHeard
from server.sessions.events import Tick
from server.sessions.model import OutputState
from server.sessions.timeline import Timeline
from tests.server.sessions.story import KITCHEN, SOFA, Story, target, told


@pytest.fixture
def page() -> Story:
    return told(first=target(KITCHEN, can_rate=True, can_preload=True))


@pytest.fixture
def speaker() -> Story:
    return told()


def test_a_timeline_runs_at_its_rate():
    line = Timeline(1_000, 5_000, running=True, rate=1.5)
    assert line.position_at(7_000) == 4_000
    assert line.held(7_000).position_at(99_000) == 4_000
    assert line.time_ms(line.track_ms(2_000)) == 2_000


def test_what_can_change_its_speed_plays_on_where_it_is(page):
    page.tell(SetRate(1.5), after_ms=2_000)
    assert page.effects == [RateOutput(KITCHEN, page.token(KITCHEN), 1.5)]
    assert page.session.timeline.position_at(page.now_ms) == 12_000
    assert page.session.timeline.position_at(page.now_ms + 2_000) == 15_000
    page.hears(KITCHEN, 15_000, after_ms=2_000)
    assert page.state(KITCHEN) is OutputState.AUDIBLE
    assert page.session.timeline.position_at(page.now_ms + 2_000) == 18_000


def test_what_cannot_is_loaded_anew_where_the_timeline_is(speaker):
    speaker.tell(SetRate(2.0), after_ms=2_000)
    (load,) = speaker.of(LoadMedia)
    assert (load.start_ms, load.rate, load.playing) == (12_000, 2.0, True)
    assert not speaker.session.timeline.running, "nothing is heard until it starts"
    speaker.hears(KITCHEN, 12_000, after_ms=700)
    assert speaker.session.timeline.position_at(speaker.now_ms + 1_000) == 14_000


def test_a_follower_that_cannot_is_loaded_ahead_while_the_other_plays_on(page):
    page.tell(Join(target(SOFA)))
    page.hears(SOFA, 10_500, after_ms=500)
    page.tell(SetRate(2.0))
    (load,) = page.of(LoadMedia)
    assert (load.device, load.start_ms) == (SOFA, 10_500 + 500 * 2)
    assert page.session.timeline.running
    assert page.session.leader == KITCHEN


def test_when_the_leader_cannot_the_one_that_plays_on_leads(speaker):
    speaker.tell(Join(target(SOFA, can_rate=True)))
    speaker.hears(SOFA, 10_500, after_ms=500)
    speaker.tell(SetRate(0.5))
    assert speaker.session.leader == SOFA
    assert speaker.session.timeline.running


def test_a_target_aims_ahead_by_what_will_have_been_heard(page):
    page.tell(SetRate(2.0))
    page.tell(Move(target(SOFA, lead_ms=1_000)))
    (load,) = page.of(LoadMedia)
    assert load.start_ms == 12_000


def test_the_latency_that_is_learned_is_time_and_not_music(page):
    page.tell(SetRate(2.0))
    page.tell(Move(target(SOFA, lead_ms=1_000)))
    page.hears(SOFA, 12_000, after_ms=1_200)
    assert [e.latency_ms for e in page.effects if hasattr(e, "latency_ms")] == [1_200]


def test_a_paused_session_takes_its_new_speed_along(page):
    page.tell(Pause(), after_ms=2_000)
    page.tell(SetRate(1.5))
    assert page.of(RateOutput)
    assert page.session.timeline.position_ms == 12_000
    page.tell(Play())
    assert page.of(ResumeOutput)


def test_what_follows_is_told_when_its_end_is_near_by_the_clock(page):
    page.tell(Seek(100_000))
    page.hears(KITCHEN, 100_000, after_ms=50)
    page.tell(SetRate(2.0))
    assert wakes_at(page.session) == page.now_ms + 40_000 - 20_000
    page.tell(Tick(), after_ms=20_000)
    (preload,) = page.of(PreloadMedia)
    assert preload.rate == 2.0


def test_a_speed_beyond_what_can_be_followed_is_the_fastest(page):
    page.tell(SetRate(9.0))
    assert page.session.timeline.rate == 2.0
    page.tell(SetRate(2.0))
    assert page.effects == []


def test_a_change_of_speed_does_not_count_a_track_twice(speaker):
    speaker.hears(KITCHEN, 100_000, after_ms=90_000)
    assert speaker.of(TrackHeard)
    speaker.tell(SetRate(1.5))
    speaker.hears(KITCHEN, 101_000, after_ms=700)
    speaker.hears(KITCHEN, 108_500, after_ms=5_000)
    assert not speaker.of(TrackHeard)
