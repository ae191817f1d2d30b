"""The server restarts while speakers play: they play on, and the sessions take them back as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices import DeviceId, Paused, Playing, PlayToken
from server.sessions.commands import Enqueue, Leave, Pause, Play, RemoveEntries
from server.sessions.deadlines import wakes_at
from server.sessions.effects import Kept, PreloadMedia, StopOutput
from server.sessions.events import Attach, Tick
from server.sessions.model import Awaited, OutputState
from server.sessions.reattachment import held_as
from tests.server.sessions.story import KITCHEN, SOFA, TRACKS, Story, target, told

HELD, FOLLOWING = PlayToken("se-1.3"), PlayToken("se-1.9")


@pytest.fixture
def restarted() -> Story:
    """Two speakers played the first track when the server stopped."""
    story = told()
    second = story.session.queue.entries[1].id
    held = story.session.timeline.held(story.now_ms)
    awaited = [Awaited(d, HELD, FOLLOWING, second, story.now_ms + 60_000) for d in (KITCHEN, SOFA)]
    awaited[1] = replace(awaited[1], token=PlayToken("se-1.4"))
    story.session = replace(
        story.session, outputs=(), leader=None, playing=False, timeline=held, awaited=tuple(awaited)
    )
    return story


def says(story: Story, kind, token, position_ms, *, device: DeviceId = KITCHEN):
    story.now_ms += 5_000
    return story.tell(
        Attach(target(device, can_preload=True), kind(device, token, position_ms, story.now_ms))
    )


def test_a_speaker_that_plays_on_is_an_output_again_without_a_command(restarted):
    says(restarted, Playing, HELD, 25_000)
    assert restarted.effects == [Kept(KITCHEN, HELD)]
    assert restarted.state(KITCHEN) is OutputState.AUDIBLE
    assert (restarted.session.playing, restarted.session.leader) == (True, KITCHEN)
    assert restarted.session.timeline.position_at(restarted.now_ms) == 25_000


def test_one_that_has_gone_on_by_itself_takes_the_session_along(restarted):
    says(restarted, Playing, FOLLOWING, 3_000)
    assert restarted.session.queue.current.track_id == "tr-2"
    assert restarted.session.timeline.position_at(restarted.now_ms) == 3_000


def test_one_that_is_paused_waits_with_the_session(restarted):
    says(restarted, Paused, HELD, 25_000)
    assert not restarted.session.playing
    assert restarted.session.timeline.position_ms == 25_000
    restarted.tell(Play())
    assert [type(e).__name__ for e in restarted.effects] == ["ResumeOutput"]


def test_a_second_speaker_falls_in_as_it_is(restarted):
    says(restarted, Playing, HELD, 25_000)
    says(restarted, Playing, PlayToken("se-1.4"), 30_040, device=SOFA)
    assert restarted.session.leader == KITCHEN
    assert {o.device for o in restarted.session.audible} == {KITCHEN, SOFA}
    assert restarted.session.timeline.position_at(restarted.now_ms) == 30_000


def test_what_it_holds_already_is_not_sent_again(restarted):
    says(restarted, Playing, HELD, 170_000)
    assert restarted.of(PreloadMedia) == []
    assert restarted.session.output(KITCHEN).next_token == FOLLOWING


def test_a_page_is_told_what_became_of_what_it_holds(restarted):
    assert held_as(restarted.session, KITCHEN, HELD) == "awaited"
    assert held_as(restarted.session, SOFA, HELD) is None
    says(restarted, Playing, HELD, 25_000)
    assert held_as(restarted.session, KITCHEN, HELD) == "audible"
    assert held_as(restarted.session, KITCHEN, FOLLOWING) == "audible", "it goes on with that by itself"
    restarted.tell(Leave(KITCHEN))
    assert held_as(restarted.session, KITCHEN, HELD) == "leaving"
    assert held_as(None, KITCHEN, HELD) is None, "the session was removed"


def test_after_a_minute_nobody_is_waited_for(restarted):
    assert wakes_at(restarted.session) == restarted.session.awaited[0].until_ms
    restarted.tell(Tick(), after_ms=60_000)
    assert restarted.session.awaited == ()
    says(restarted, Playing, HELD, 25_000)
    assert restarted.session.outputs == ()
    assert restarted.of(StopOutput) == []


@pytest.mark.parametrize("other", [PlayToken("se-1.77"), PlayToken("se-1.4")])
def test_another_load_is_nobodys(restarted, other):
    says(restarted, Playing, other, 25_000)
    assert restarted.session.outputs == ()


def test_a_person_who_acts_ends_the_wait_and_one_who_queues_does_not(restarted):
    restarted.tell(Enqueue(TRACKS[:1], after_current=False))
    assert restarted.session.awaited
    restarted.tell(Pause())
    assert restarted.session.awaited == ()


def test_a_current_track_that_was_taken_out_is_not_waited_for(restarted):
    restarted.tell(RemoveEntries((restarted.session.queue.entries[0].id,)))
    assert restarted.session.awaited == ()
