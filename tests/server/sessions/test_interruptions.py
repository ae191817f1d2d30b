"""Somebody or something interferes while a move is under way, at any point of it and on either side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import DeviceId, Failed, Found, Gone, Lost, Occupied, Playing, PlayToken, Stopped
from server.sessions.commands import Move, TakeOver
from server.sessions.effects import (
    HandoffEnded,
    LoadMedia,
    Notice,
    PauseOutput,
    SeekOutput,
    StopOutput,
    SwellOutput,
)
from server.sessions.events import Tick
from server.sessions.model import OutputState, Target
from tests.server.sessions.story import BATH, KITCHEN, SOFA, Story, target, told
from tests.server.sessions.test_properties import check

POCKET = DeviceId("pocket")


def asked() -> Story:
    """The sofa was told to load, and is silent."""
    story = told()
    story.tell(Move(target(SOFA, can_fade=True)))
    return story


def corrected() -> Story:
    """It sounds, unheard, and is on its way to the right place."""
    story = asked()
    story.hears(SOFA, 10_500, after_ms=2_000)
    assert story.of(SeekOutput)
    return story


def loaded_again() -> Story:
    """Likewise, where that takes another load."""
    story = told()
    story.tell(Move(target(SOFA, can_fade=True, seeks_coarsely=True)))
    story.hears(SOFA, 10_500, after_ms=2_000)
    assert story.of(LoadMedia)
    return story


def crossing() -> Story:
    """It is heard, and the kitchen fades away."""
    story = asked()
    story.hears(SOFA, 10_500, after_ms=500)
    assert story.state(KITCHEN) is OutputState.LEAVING
    return story


def stopped(story: Story, device: DeviceId):
    return Stopped(device, story.token(device), story.now_ms, "Spotify plays there now")


def failed(story: Story, device: DeviceId):
    return Failed(device, story.token(device), "it broke", story.now_ms)


def gone(story: Story, device: DeviceId):
    return Gone(device, story.now_ms)


def lost(story: Story, device: DeviceId):
    return Lost(device, story.now_ms)


def occupied(story: Story, device: DeviceId):
    return Occupied(device, "Spotify")


ON_ITS_WAY = [asked, corrected, loaded_again]
MISHAPS = [stopped, failed, gone, lost]


def by_name(each: Callable) -> str:
    return each.__name__


def interrupt(story: Story, mishap, device: DeviceId) -> None:
    story.tell(mishap(story, device))
    check(story.session)


@pytest.mark.parametrize("begin", ON_ITS_WAY, ids=by_name)
@pytest.mark.parametrize("mishap", MISHAPS, ids=by_name)
def test_whatever_happens_to_the_target_the_source_hears_nothing_of_it(begin, mishap):
    story = begin()
    token = story.token(SOFA)
    interrupt(story, mishap, SOFA)
    assert [e for e in story.effects if getattr(e, "device", None) == KITCHEN] == []
    assert [(n.kind, n.device) for n in story.of(Notice)] == [("handoff_failed", SOFA)]
    assert [e.outcome for e in story.of(HandoffEnded)] == ["failed"]
    assert (story.session.handoff, story.session.leader) == (None, KITCHEN)
    assert story.session.timeline.running
    if mishap is lost:  # it says nothing more by itself: a stop is what ends the hush
        assert [e.token for e in story.of(StopOutput)] == [token]


@pytest.mark.parametrize("begin", ON_ITS_WAY, ids=by_name)
@pytest.mark.parametrize("mishap", [stopped, gone], ids=by_name)
def test_a_source_that_is_taken_meanwhile_is_left_and_the_target_goes_on(begin, mishap):
    story = begin()
    interrupt(story, mishap, KITCHEN)
    assert [(n.kind, n.device) for n in story.of(Notice)] == [("output_failed", KITCHEN)]
    assert story.of(StopOutput) == []
    assert story.session.playing
    story.hears(SOFA, story.session.output(SOFA).aim_ms, after_ms=500)
    assert story.session.leader == SOFA
    assert story.session.timeline.running
    assert story.of(SwellOutput), "it is to be heard"


@pytest.mark.parametrize("begin", ON_ITS_WAY, ids=by_name)
def test_a_source_that_is_lost_meanwhile_is_silenced_when_it_is_back(begin):
    story = begin()
    held = story.token(KITCHEN)
    interrupt(story, lost, KITCHEN)
    assert (story.effects, story.session.playing) == ([], True)
    aim = story.session.output(SOFA).aim_ms
    story.hears(SOFA, story.session.timeline.position_at(story.now_ms + 500), after_ms=500)
    assert aim is not None
    assert [e.token for e in story.of(StopOutput)] == [held]
    assert story.session.leader == SOFA


@pytest.mark.parametrize("begin", ON_ITS_WAY, ids=by_name)
def test_a_source_that_fails_meanwhile_is_started_again_or_left(begin):
    story = begin()
    interrupt(story, failed, KITCHEN)
    assert story.session.playing
    assert SOFA in {o.device for o in story.session.staying}


@pytest.mark.parametrize("mishap", MISHAPS, ids=by_name)
def test_a_source_that_is_on_its_way_out_may_go_as_it_likes(mishap):
    story = crossing()
    interrupt(story, mishap, KITCHEN)
    assert story.of(Notice) == []
    assert story.session.leader == SOFA
    assert story.session.timeline.running
    story.tell(Tick(), after_ms=2_000)
    assert [o.device for o in story.session.outputs] == [SOFA]


@pytest.mark.parametrize("mishap", [stopped, gone], ids=by_name)
def test_a_target_that_is_taken_once_it_is_heard_is_like_any_room_that_is_taken(mishap):
    """The music was there: it waits where it was, and people are told."""
    story = crossing()
    interrupt(story, mishap, SOFA)
    assert [n.kind for n in story.of(Notice)] == ["playback_stopped"]
    assert (story.session.playing, story.session.handoff) == (False, None)
    assert abs(story.session.timeline.position_ms - 10_500) <= 20


@pytest.mark.parametrize("begin", [*ON_ITS_WAY, crossing], ids=by_name)
def test_a_phone_that_takes_over_ends_the_move_for_both_rooms(begin):
    story = begin()
    tokens = {story.token(SOFA), story.token(KITCHEN)}
    stopped_before = {e.token for e in story.of(StopOutput)}
    phone = Target(POCKET, lead_ms=0, by_itself=True)
    story.tell(TakeOver(phone, None, 0, 11_000, story.now_ms, "playing"))
    check(story.session)
    assert {e.token for e in story.of(StopOutput)} | stopped_before == tokens
    assert (story.session.leader, [o.device for o in story.session.staying]) == (POCKET, [POCKET])


steps = st.one_of(
    st.tuples(st.sampled_from([*MISHAPS, occupied]), st.sampled_from([KITCHEN, SOFA])),
    st.tuples(st.just("found"), st.sampled_from([KITCHEN, SOFA])),
    st.tuples(st.just("plays"), st.sampled_from([KITCHEN, SOFA])),
    st.tuples(st.just("moves"), st.sampled_from([KITCHEN, SOFA, BATH])),
)


class Watched(Story):
    """Of a session that began as `story`: who is turned down, and what people were told."""

    def __init__(self, story: Story, begun: tuple[DeviceId, PlayToken]) -> None:
        self.session, self.now_ms, self.effects = story.session, story.now_ms, []
        self.hushed: dict[DeviceId, PlayToken] = dict([begun])
        self.notices: list[Notice] = []

    def tell(self, event, *, after_ms=0):
        said = getattr(event, "token", None)
        if isinstance(event, Stopped | Failed | Gone):  # the worker's own reasons to give a volume back
            token = self.hushed.get(event.device)
            if token is not None and said in (None, token):
                del self.hushed[event.device]
        effects = super().tell(event, after_ms=after_ms)
        for effect in effects:
            match effect:
                case LoadMedia(device, token, is_hushed=True):
                    self.hushed[device] = token
                case LoadMedia(device) | SwellOutput(device) | PauseOutput(device):
                    self.hushed.pop(device, None)
                case StopOutput(device, token) if self.hushed.get(device) == token:
                    del self.hushed[device]
                case Notice():
                    self.notices.append(effect)
        check(self.session)
        return effects


@given(
    begin=st.sampled_from([*ON_ITS_WAY, crossing]),
    events=st.lists(st.tuples(st.integers(0, 3_000), steps), min_size=1, max_size=8),
)
@settings(max_examples=300, deadline=None)
def test_whoever_was_turned_down_is_heard_again_and_nobody_falls_silent_unsaid(begin, events):
    plain = begin()
    story = Watched(plain, (SOFA, plain.token(SOFA)))
    if begin is crossing:
        story.hushed.clear()
    for after_ms, (what, device) in events:
        story.now_ms += after_ms
        if what == "moves":
            story.tell(Move(target(device, can_fade=True)))
        elif what == "found":
            story.tell(Found(device, story.now_ms))
        elif what == "plays":
            output = story.session.output(device)
            if output is not None and output.loaded and output.absence is None:
                at_ms = story.session.timeline.position_at(story.now_ms)
                story.tell(Playing(device, output.token, at_ms, story.now_ms))
        elif story.session.output(device) is not None or what in (gone, lost, occupied):
            story.tell(what(story, device))
    for _ in range(8):  # every deadline passes
        story.tell(Tick(), after_ms=16_000)
    held = {o.device: o.token for o in story.session.outputs if o.loaded}
    assert {d: t for d, t in story.hushed.items() if held.get(d) != t} == {}, "nobody tells it any more"
    assert story.session.playing or story.notices, "who hears nothing is told why"
