"""A room that falls in starts unheard and rises when it is in its place, while what it replaces falls."""

from __future__ import annotations

import pytest

from server.sessions.commands import Join, Move, Next, Pause
from server.sessions.effects import LoadMedia, SeekOutput, StopOutput, SwellOutput
from server.sessions.outputs import CROSS_MS
from tests.server.sessions.story import KITCHEN, SOFA, Story, target, told


@pytest.fixture
def moving() -> Story:
    """From the kitchen to the sofa, which can fade."""
    story = told()
    story.tell(Move(target(SOFA, can_fade=True)))
    return story


def test_a_target_starts_unheard_and_the_two_cross_when_it_is_in_place(moving):
    assert [load.is_hushed for load in moving.of(LoadMedia)] == [True]
    moving.hears(SOFA, 10_510, after_ms=500)
    assert [type(e) for e in moving.effects if isinstance(e, SwellOutput | StopOutput)] == [
        SwellOutput,
        StopOutput,
    ]
    assert moving.of(SwellOutput)[0].over_ms == moving.of(StopOutput)[0].fade_ms == CROSS_MS


def test_nobody_hears_how_it_is_put_in_its_place(moving):
    moving.hears(SOFA, 10_500, after_ms=2_000)
    assert moving.of(SeekOutput)
    assert moving.of(SwellOutput) == []
    moving.hears(SOFA, 14_000, after_ms=2_000)
    assert moving.of(SwellOutput)


def test_what_starts_with_nobody_else_is_heard_at_once():
    story = told(first=target(KITCHEN, can_fade=True))
    assert story.session.output(KITCHEN).is_hushed is False
    story.tell(Next())
    assert [load.is_hushed for load in story.of(LoadMedia)] == [False]


def test_a_target_that_is_paused_on_its_way_waits_to_be_heard(moving):
    moving.tell(Pause())
    assert [load.is_hushed for load in moving.of(LoadMedia)] == [False]


def test_a_track_that_ends_meanwhile_starts_the_next_one_unheard_on_the_target(moving):
    moving.tell(Next())
    assert {load.device: load.is_hushed for load in moving.of(LoadMedia)} == {KITCHEN: False, SOFA: True}


def test_a_room_that_joins_rises_too():
    story = told()
    story.tell(Join(target(SOFA, can_fade=True)))
    story.hears(SOFA, 10_500, after_ms=500)
    assert story.of(SwellOutput)
    assert story.of(StopOutput) == []


def test_a_speaker_that_seeks_to_whole_seconds_is_put_in_its_place_by_another_load():
    story = told()
    story.tell(Move(target(SOFA, seeks_coarsely=True, can_fade=True)))
    story.hears(SOFA, 10_500, after_ms=2_000)
    assert story.of(SeekOutput) == []
    (load,) = story.of(LoadMedia)
    assert (load.start_ms, load.is_hushed) == (14_000, True)
    story.hears(SOFA, 14_010, after_ms=2_000)
    assert story.session.leader == SOFA
    assert story.session.handoff.corrections == 1


def test_it_is_loaded_again_at_most_twice():
    story = told()
    story.tell(Move(target(SOFA, seeks_coarsely=True)))
    for position_ms in (10_500, 13_000, 16_000):
        story.hears(SOFA, position_ms, after_ms=2_500)
    assert story.session.leader == SOFA
    assert story.session.handoff.corrections == 2


def test_unheard_it_is_put_in_its_place_even_if_some_tries_are_held_up(moving):
    for late_ms in (900, 2_400, 700, 500):
        moving.hears(SOFA, moving.session.output(SOFA).aim_ms, after_ms=late_ms)
        assert moving.of(SwellOutput) == []
    moving.hears(SOFA, moving.session.output(SOFA).aim_ms, after_ms=500)
    assert moving.of(SwellOutput)
    assert moving.session.leader == SOFA
