"""How long a speaker takes to seek is told apart from how long it takes to load, and used by who puts it right."""

from __future__ import annotations

import pytest

from server.sessions.commands import Join, Move, Seek
from server.sessions.effects import LatencySeen, SeekOutput
from server.sessions.placing import CHASE_MS
from tests.server.sessions.story import KITCHEN, SOFA, Story, target, told


@pytest.fixture
def late() -> Story:
    """The sofa, which seeks in 300 ms, took 2 s to load where half a second was expected: it is put right."""
    story = told()
    story.tell(Move(target(SOFA, seek_ms=300)))
    story.hears(SOFA, 10_500, after_ms=2_000)
    return story


def test_the_first_correction_aims_ahead_by_a_seek_and_not_by_a_load(late):
    assert [seek.position_ms for seek in late.of(SeekOutput)] == [12_300]
    late.hears(SOFA, 12_310, after_ms=310)
    assert not late.of(SeekOutput)
    assert late.session.leader == SOFA


def test_the_second_one_aims_ahead_by_what_the_first_took(late):
    late.hears(SOFA, 12_300, after_ms=700)
    assert [seek.position_ms for seek in late.of(SeekOutput)] == [12_700 + 700]


def test_what_a_correction_took_is_learned_as_a_seek(late):
    late.hears(SOFA, 12_310, after_ms=410)
    assert [(seen.latency_ms, seen.is_seek) for seen in late.of(LatencySeen)] == [(400, True)]


def test_a_seek_of_a_person_is_learned_too():
    story = told()
    story.tell(Seek(60_000))
    story.hears(KITCHEN, 60_000, after_ms=250)
    assert [(seen.latency_ms, seen.is_seek) for seen in story.of(LatencySeen)] == [(250, True)]
    story.hears(KITCHEN, 65_000, after_ms=5_000)
    assert not story.of(LatencySeen)


def test_what_is_still_said_of_the_place_before_a_seek_is_not_learned():
    story = told()
    story.tell(Seek(60_000))
    story.hears(KITCHEN, 11_800, after_ms=1_800)
    assert not story.of(LatencySeen)


def test_who_begins_at_a_time_that_it_is_told_is_aimed_as_before():
    story = told()
    story.tell(Move(target(SOFA, seek_ms=300, can_schedule=True)))
    story.hears(SOFA, 10_500, after_ms=2_000)
    assert [seek.position_ms for seek in story.of(SeekOutput)] == [12_000 + 2_000]
    assert not story.of(LatencySeen)


def test_a_room_that_strays_is_sent_after_the_others_by_a_seek():
    story = told()
    story.tell(Join(target(SOFA, lead_ms=4_000, seek_ms=300)))
    story.hears(SOFA, 14_000, after_ms=4_000)
    story.hears(KITCHEN, 25_000, after_ms=CHASE_MS + 1_000)
    story.hears(SOFA, 24_000)
    assert [seek.position_ms for seek in story.of(SeekOutput)] == [25_300]
    story.hears(SOFA, 25_300, after_ms=350)
    assert [(seen.latency_ms, seen.is_seek) for seen in story.of(LatencySeen)] == [(350, True)]
