"""A device that does not answer: its place is kept for a minute, and nobody loses theirs in the music."""

from __future__ import annotations

import pytest

from devices import Ended, Failed, Found, Gone, Lost, Occupied, Paused, Playing, Stopped
from server.sessions.commands import Join, Move, Next, Pause, Play, Seek
from server.sessions.deadlines import LOST_MS, RETURN_MS, wakes_at
from server.sessions.effects import LoadMedia, Notice, PreloadMedia, SeekOutput, StopOutput
from server.sessions.events import Tick
from server.sessions.model import OutputState
from tests.server.sessions.story import KITCHEN, SOFA, Story, target, told


@pytest.fixture
def lost() -> Story:
    """The kitchen played alone and was lost 15 s into the track."""
    story = told()
    story.tell(Lost(KITCHEN, story.now_ms + 5_000), after_ms=5_000)
    return story


@pytest.fixture
def two() -> Story:
    """The kitchen leads, the sofa plays along, both 12 s into the track."""
    story = told()
    story.tell(Join(target(SOFA)))
    story.hears(SOFA, 10_500, after_ms=500)
    story.hears(KITCHEN, 12_000, after_ms=1_500)
    return story


def find(story: Story, *, after_ms: int) -> None:
    story.tell(Found(KITCHEN, story.now_ms + after_ms), after_ms=after_ms)


def test_what_is_lost_is_believed_to_sound_and_is_sent_nothing(lost):
    assert lost.effects == []
    assert lost.session.timeline.running
    assert lost.session.timeline.position_at(lost.now_ms) == 15_000
    assert wakes_at(lost.session) == lost.now_ms + LOST_MS


def test_what_is_back_within_a_minute_and_still_plays_is_as_if_nothing_had_been(lost):
    token = lost.token(KITCHEN)
    find(lost, after_ms=40_000)
    lost.hears(KITCHEN, 55_020, after_ms=100)
    assert lost.effects == []
    assert (lost.token(KITCHEN), lost.state(KITCHEN)) == (token, OutputState.AUDIBLE)
    assert lost.session.timeline.position_at(lost.now_ms) == 55_020
    assert lost.session.output(KITCHEN).absence is None


@pytest.mark.parametrize("position_ms", [30_000, 70_000])
def test_what_is_back_and_out_of_its_place_is_sent_to_the_timeline(lost, position_ms):
    find(lost, after_ms=40_000)
    lost.hears(KITCHEN, position_ms, after_ms=100)
    (seek,) = lost.of(SeekOutput)
    assert seek.position_ms == 55_100 + lost.session.output(KITCHEN).target.lead_ms
    assert lost.session.timeline.position_at(lost.now_ms) == 55_100
    assert lost.session.output(KITCHEN).absence is None


def test_what_is_back_and_silent_is_loaded_where_the_timeline_is(lost):
    find(lost, after_ms=20_000)
    assert lost.effects == [], "it may still say what it plays"
    lost.tell(Tick(), after_ms=RETURN_MS)
    (load,) = lost.of(LoadMedia)
    assert (load.start_ms, load.playing) == (15_000 + 20_000 + RETURN_MS, True)


@pytest.mark.parametrize("kind", [Paused, Failed, Stopped])
def test_what_is_back_and_says_that_it_is_silent_is_loaded_at_once(lost, kind):
    find(lost, after_ms=20_000)
    more = {"reason": "no network"} if kind is Failed else {}
    more |= {"position_ms": 20_000} if kind is Paused else {}
    lost.tell(kind(device=KITCHEN, token=lost.token(KITCHEN), at_ms=lost.now_ms, **more))
    (load,) = lost.of(LoadMedia)
    assert load.start_ms == 35_000
    assert lost.session.playing


def test_what_comes_back_in_a_later_track_goes_on_in_it():
    story = told(first=target(KITCHEN, can_preload=True))
    story.hears(KITCHEN, 170_000, after_ms=160_000)
    assert story.of(PreloadMedia)
    following = story.session.output(KITCHEN).next_token
    story.tell(Lost(KITCHEN, story.now_ms))
    find(story, after_ms=30_000)
    story.tell(Playing(KITCHEN, following, 20_000, story.now_ms))
    assert story.of(LoadMedia) == []
    assert story.session.queue.current.track_id == "tr-2"
    assert story.session.timeline.position_at(story.now_ms) == 20_000


def test_what_is_back_after_its_track_is_loaded_in_the_one_that_is_on_by_then():
    story = told()
    story.hears(KITCHEN, 170_000, after_ms=160_000)
    story.tell(Lost(KITCHEN, story.now_ms))
    find(story, after_ms=30_000)
    story.tell(Tick(), after_ms=RETURN_MS)
    (load,) = story.of(LoadMedia)
    assert (load.entry.track_id, load.start_ms) == ("tr-2", 20_000 + RETURN_MS)


def test_after_a_minute_the_music_waits_where_it_was_lost(lost):
    lost.tell(Tick(), after_ms=LOST_MS)
    assert (lost.session.playing, lost.session.timeline.running) == (False, False)
    assert lost.session.timeline.position_ms == 15_000
    assert [n.reason for n in lost.of(Notice)] == ["it does not answer any more"]
    assert [o.device for o in lost.session.staying] == [KITCHEN]
    assert lost.of(StopOutput), "should it come back sounding, it falls silent"
    lost.tell(Play())
    assert lost.of(LoadMedia)[0].start_ms == 15_000


def test_a_device_that_is_gone_for_good_leaves_the_music_where_it_was_lost(lost):
    lost.tell(Gone(KITCHEN, lost.now_ms), after_ms=30_000)
    assert not lost.session.playing
    assert lost.session.timeline.position_ms == 15_000


def test_with_another_room_the_music_goes_on_there_and_the_lost_one_falls_in_again(two):
    two.tell(Lost(KITCHEN, two.now_ms))
    assert two.session.leader == SOFA
    assert two.session.timeline.running
    two.hears(SOFA, 22_000, after_ms=10_000)
    assert two.session.timeline.position_at(two.now_ms) == 22_000
    find(two, after_ms=1_000)
    two.tell(Tick(), after_ms=RETURN_MS)
    (load,) = two.of(LoadMedia)
    assert (load.device, load.start_ms) == (KITCHEN, 25_000 + 500)
    two.hears(KITCHEN, 25_510, after_ms=500)
    assert two.state(KITCHEN) is OutputState.AUDIBLE


def test_with_another_room_what_comes_back_out_of_step_is_corrected_there(two):
    two.tell(Lost(KITCHEN, two.now_ms))
    two.hears(SOFA, 32_000, after_ms=20_000)
    find(two, after_ms=0)
    two.hears(KITCHEN, 28_000, after_ms=100)
    (seek,) = two.of(SeekOutput)
    assert seek.device == KITCHEN
    assert two.session.leader == SOFA


def test_with_another_room_the_lost_one_leaves_after_a_minute(two):
    two.tell(Lost(KITCHEN, two.now_ms))
    for _ in range(6):
        two.hears(SOFA, two.session.timeline.position_at(two.now_ms + 9_000), after_ms=9_000)
    two.tell(Tick(), after_ms=LOST_MS)
    assert [n.kind for n in two.of(Notice)] == ["output_failed"]
    assert two.session.playing
    assert [o.device for o in two.session.staying] == [SOFA]


def test_what_people_do_meanwhile_is_done_when_it_is_back(lost):
    held = lost.token(KITCHEN)
    lost.tell(Next())
    lost.tell(Seek(30_000))
    assert lost.effects == []
    assert not lost.session.timeline.running, "nothing of this is heard"
    find(lost, after_ms=10_000)
    (stop,) = lost.effects
    assert stop.token == held
    lost.tell(Tick(), after_ms=RETURN_MS)
    (load,) = lost.of(LoadMedia)
    assert (load.entry.track_id, load.start_ms) == ("tr-2", 30_000)


def test_a_pause_meanwhile_silences_it_when_it_is_back(lost):
    held = lost.token(KITCHEN)
    lost.tell(Pause(), after_ms=1_000)
    find(lost, after_ms=10_000)
    assert [e.token for e in lost.effects if isinstance(e, StopOutput)] == [held]
    assert lost.of(LoadMedia) == []
    lost.tell(Playing(KITCHEN, held, 26_000, lost.now_ms), after_ms=50)
    assert not lost.session.playing, "what it still said is about before"
    lost.tell(Play(), after_ms=1_000)
    lost.tell(Tick(), after_ms=RETURN_MS)
    assert lost.of(LoadMedia)[0].start_ms == 16_000


def test_somebody_else_who_took_it_meanwhile_keeps_it(lost):
    find(lost, after_ms=10_000)
    lost.tell(Occupied(KITCHEN, "Spotify"))
    assert lost.of(LoadMedia) == []
    assert not lost.session.playing
    assert lost.session.timeline.position_ms == 15_000


def test_a_track_that_ended_while_it_was_lost_is_followed_by_the_next(lost):
    find(lost, after_ms=10_000)
    lost.tell(Ended(KITCHEN, lost.token(KITCHEN), lost.now_ms))
    assert lost.of(LoadMedia)[0].entry.track_id == "tr-2"


def test_a_device_that_was_lost_while_it_started_is_loaded_when_it_is_back():
    story = told()
    story.tell(Next())
    story.tell(Lost(KITCHEN, story.now_ms), after_ms=1_000)
    find(story, after_ms=20_000)
    story.tell(Tick(), after_ms=RETURN_MS)
    (load,) = story.of(LoadMedia)
    assert (load.entry.track_id, load.start_ms) == ("tr-2", 0)


def test_nobody_moves_to_what_does_not_answer(two):
    two.tell(Lost(KITCHEN, two.now_ms))
    two.tell(Move(target(KITCHEN)))
    assert [n.kind for n in two.of(Notice)] == ["handoff_failed"]
    assert two.state(SOFA) is OutputState.AUDIBLE
    assert two.session.handoff is None


def test_a_target_that_is_lost_on_its_way_is_given_up():
    story = told()
    story.tell(Move(target(SOFA)))
    story.tell(Lost(SOFA, story.now_ms))
    assert [n.kind for n in story.of(Notice)] == ["handoff_failed"]
    assert story.session.leader == KITCHEN
    assert story.session.timeline.running
