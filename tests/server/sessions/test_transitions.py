"""The state machine, case by case: each test tells a short story of commands and reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices import Buffering, Ended, Failed, Gone, Occupied, Paused, Playing, PlayToken, Skipped, Stopped
from server.sessions.commands import (
    Enqueue,
    Join,
    Leave,
    Move,
    Next,
    Pause,
    Play,
    PlayNow,
    Previous,
    RemoveEntries,
    Seek,
)
from server.sessions.deadlines import QUIET_MS, wakes_at
from server.sessions.effects import (
    HandoffEnded,
    LoadMedia,
    Notice,
    PauseOutput,
    PreloadMedia,
    ResumeOutput,
    SeekOutput,
    StopOutput,
    TrackHeard,
)
from server.sessions.events import Tick
from server.sessions.model import OutputState, Repeat
from server.sessions.outputs import PREPARE_MS
from tests.server.sessions.story import BATH, KITCHEN, SOFA, TRACKS, Story, target, told


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def playing() -> Story:
    return told()


def test_play_now_loads_the_device_it_names_once_and_waits_for_its_sound(story):
    story.tell(PlayNow(TRACKS, index=1, target=target(KITCHEN)))
    (load,) = story.of(LoadMedia)
    assert (load.device, load.entry.track_id, load.start_ms, load.playing) == (KITCHEN, "tr-2", 0, True)
    assert not story.session.timeline.running
    story.hears(KITCHEN, 0, after_ms=700)
    assert story.session.timeline.running
    assert story.session.leader == KITCHEN


def test_a_move_keeps_the_source_until_the_target_sounds_in_its_place(playing):
    playing.tell(Move(target(SOFA, lead_ms=2_000)))
    (load,) = playing.effects
    assert isinstance(load, LoadMedia)
    assert load.start_ms == 12_000
    assert playing.state(KITCHEN) is OutputState.AUDIBLE
    playing.hears(SOFA, 12_020, after_ms=2_000)
    assert playing.session.leader == SOFA
    (stop,) = playing.of(StopOutput)
    assert stop.device == KITCHEN
    playing.tell(Stopped(KITCHEN, playing.token(KITCHEN), playing.now_ms + 300), after_ms=300)
    (ended,) = playing.of(HandoffEnded)
    assert ended == HandoffEnded(
        SOFA, (KITCHEN,), "done", None, 2_000, 2_000, 300, 0, 20, 0, 1_980, False, playing.token(SOFA)
    )
    assert [o.device for o in playing.session.outputs] == [SOFA]


def test_a_target_that_is_off_is_corrected_by_the_latency_it_has_just_shown(playing):
    playing.tell(Move(target(SOFA, lead_ms=500)))
    playing.hears(SOFA, 10_500, after_ms=2_000)  # it should be at 12 000
    (seek,) = playing.of(SeekOutput)
    assert seek.position_ms == 14_000
    assert playing.state(SOFA) is OutputState.PREPARING
    assert playing.state(KITCHEN) is OutputState.AUDIBLE
    playing.hears(SOFA, 14_000, after_ms=2_000)
    assert playing.session.leader == SOFA
    assert playing.session.handoff.error_ms == 0


def test_a_target_that_fails_is_sent_away_and_the_source_never_noticed(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Failed(SOFA, playing.token(SOFA), "no network", playing.now_ms))
    assert {type(e) for e in playing.effects} == {HandoffEnded, Notice, StopOutput}
    assert all(getattr(e, "device", None) != KITCHEN for e in playing.effects)
    assert playing.state(KITCHEN) is OutputState.AUDIBLE
    assert playing.session.timeline.running
    assert playing.session.handoff is None


def test_a_silent_session_yields_its_speaker_and_keeps_its_place_there(playing):
    playing.tell(Pause())
    playing.tell(Occupied(KITCHEN, "Spotify"))
    playing.tell(Next())
    assert playing.of(LoadMedia) == []
    playing.tell(Occupied(KITCHEN, None))
    playing.tell(Next())
    (load,) = playing.of(LoadMedia)
    assert (load.device, load.entry.track_id, load.playing) == (KITCHEN, "tr-3", False)


def test_what_is_being_taken_over_may_still_say_whose_it_was(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Occupied(SOFA, "Spotify"))
    playing.hears(SOFA, 10_500, after_ms=500)
    assert playing.session.leader == SOFA


def test_a_target_that_never_starts_is_given_up_at_its_deadline(playing):
    playing.tell(Move(target(SOFA)))
    assert wakes_at(playing.session) == playing.now_ms + PREPARE_MS
    playing.tell(Tick(), after_ms=PREPARE_MS)
    (ended,) = playing.of(HandoffEnded)
    assert (ended.outcome, ended.reason) == ("failed", "it did not start in time")
    assert playing.session.timeline.running


def test_a_second_move_replaces_the_first_target(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Move(target(BATH)))
    (ended,) = playing.of(HandoffEnded)
    assert (ended.to, ended.outcome) == (SOFA, "replaced")
    assert playing.state(SOFA) is OutputState.LEAVING
    playing.hears(BATH, 10_500, after_ms=500)
    assert playing.session.leader == BATH


def test_a_move_to_where_it_plays_changes_nothing(playing):
    before = playing.session
    assert playing.tell(Move(target(KITCHEN))) == []
    assert playing.session == before


def test_a_paused_session_moves_paused(playing):
    playing.tell(Pause())
    playing.tell(Paused(KITCHEN, playing.token(KITCHEN), 10_050, playing.now_ms + 50), after_ms=50)
    playing.tell(Move(target(SOFA)))
    (load,) = playing.of(LoadMedia)
    assert (load.playing, load.start_ms) == (False, 10_050)
    playing.tell(Paused(SOFA, playing.token(SOFA), 10_050, playing.now_ms), after_ms=10)
    assert playing.session.leader == SOFA
    assert playing.state(KITCHEN) is OutputState.LEAVING
    assert playing.session.timeline.position_ms == 10_050


def test_a_track_that_ends_during_a_move_is_followed_on_both(playing):
    playing.tell(Move(target(SOFA, lead_ms=3_000)))
    playing.tell(Ended(KITCHEN, playing.token(KITCHEN), playing.now_ms), after_ms=500)
    loads = playing.of(LoadMedia)
    assert {e.device for e in loads} == {KITCHEN, SOFA}
    assert {e.entry.track_id for e in loads} == {"tr-2"}
    assert playing.session.handoff is not None


def test_a_report_with_a_stale_token_means_nothing(playing):
    old = playing.token(KITCHEN)
    playing.tell(Next())
    before = playing.session
    assert playing.tell(Playing(KITCHEN, old, 99_000, playing.now_ms)) == []
    assert playing.tell(Ended(KITCHEN, old, playing.now_ms)) == []
    assert playing.session == before


def test_after_a_seek_reports_of_the_old_position_are_ignored(playing):
    playing.tell(Seek(60_000))
    playing.hears(KITCHEN, 10_020, after_ms=20)
    assert not playing.session.timeline.running
    assert playing.session.timeline.position_ms == 60_000
    playing.hears(KITCHEN, 60_005, after_ms=80)
    assert playing.session.timeline.position_at(playing.now_ms) == 60_005


def test_pause_holds_the_timeline_and_a_late_playing_report_does_not_start_it(playing):
    playing.tell(Pause())
    assert isinstance(playing.effects[0], PauseOutput)
    playing.hears(KITCHEN, 10_030, after_ms=30)
    assert not playing.session.timeline.running
    assert not playing.session.playing


def test_play_on_the_device_itself_resumes_the_session(playing):
    playing.tell(Pause())
    playing.tell(Paused(KITCHEN, playing.token(KITCHEN), 10_000, playing.now_ms))
    playing.hears(KITCHEN, 10_000, after_ms=20_000)
    assert playing.session.playing
    assert playing.session.timeline.running


def test_next_and_previous_on_the_device_itself_move_the_session(playing):
    playing.tell(Skipped(KITCHEN, playing.token(KITCHEN), forward=True, at_ms=playing.now_ms))
    assert playing.session.queue.index == 1
    playing.tell(Skipped(KITCHEN, playing.token(KITCHEN), forward=False, at_ms=playing.now_ms))
    assert playing.session.queue.index == 0
    playing.tell(Skipped(KITCHEN, PlayToken("se-1.0"), forward=True, at_ms=playing.now_ms))
    assert playing.session.queue.index == 0, "under a stale token it means nothing"


def test_what_took_the_device_is_what_people_are_told(playing):
    playing.tell(Stopped(KITCHEN, playing.token(KITCHEN), playing.now_ms, "Spotify plays there now"))
    assert [n.reason for n in playing.of(Notice)] == ["Spotify plays there now"]


def test_pause_on_the_device_itself_pauses_every_output(playing):
    playing.tell(Join(target(SOFA)))
    playing.hears(SOFA, 10_500, after_ms=500)
    now = playing.now_ms + 9_500
    playing.tell(Paused(KITCHEN, playing.token(KITCHEN), 20_000, now), after_ms=9_500)
    assert not playing.session.playing
    assert [e.device for e in playing.of(PauseOutput)] == [SOFA]


def test_resume_plays_what_is_loaded(playing):
    playing.tell(Pause())
    playing.tell(Play(), after_ms=60_000)
    assert playing.effects == [ResumeOutput(KITCHEN, playing.token(KITCHEN))]
    playing.hears(KITCHEN, 10_000, after_ms=100)
    assert playing.session.timeline.position_at(playing.now_ms) == 10_000


def test_a_group_goes_on_when_its_leader_fails(playing):
    playing.tell(Join(target(SOFA)))
    playing.hears(SOFA, 10_500, after_ms=500)
    playing.tell(Failed(KITCHEN, playing.token(KITCHEN), "gone", playing.now_ms))
    assert playing.session.leader == SOFA
    assert playing.session.timeline.running


def test_the_only_output_is_tried_again_once_and_then_the_session_waits_and_says_why(playing):
    playing.tell(Failed(KITCHEN, playing.token(KITCHEN), "cable", playing.now_ms), after_ms=5_000)
    (load,) = playing.of(LoadMedia)
    assert load.start_ms == 15_000
    playing.tell(Failed(KITCHEN, playing.token(KITCHEN), "cable", playing.now_ms))
    assert [(e.kind, e.reason) for e in playing.of(Notice)] == [("playback_stopped", "cable")]
    assert not playing.session.playing
    assert playing.session.timeline.position_ms == 15_000
    playing.tell(Play())
    assert [e.start_ms for e in playing.of(LoadMedia)] == [15_000]


def test_a_page_that_goes_away_leaves_the_session_paused_in_its_place(playing):
    playing.tell(Gone(KITCHEN, playing.now_ms), after_ms=4_000)
    assert playing.session.outputs == ()
    assert not playing.session.playing
    assert playing.session.timeline.position_ms == 14_000


def test_a_device_that_falls_quiet_is_tried_again_and_then_given_up(playing):
    assert wakes_at(playing.session) == playing.now_ms + QUIET_MS
    playing.tell(Tick(), after_ms=QUIET_MS)
    assert [e.device for e in playing.of(LoadMedia)] == [KITCHEN]
    playing.tell(Tick(), after_ms=PREPARE_MS)
    assert [e.reason for e in playing.of(Notice)] == ["it did not start in time"]


def test_a_stall_holds_the_timeline_and_the_end_of_it_sets_it(playing):
    playing.tell(Buffering(KITCHEN, playing.token(KITCHEN), 12_000, playing.now_ms), after_ms=2_000)
    assert not playing.session.timeline.running
    playing.hears(KITCHEN, 12_000, after_ms=3_000)
    assert playing.session.timeline.position_at(playing.now_ms) == 12_000


def test_a_device_that_can_preload_is_told_what_follows_and_goes_on_without_a_load(story):
    story.tell(PlayNow(TRACKS, target=target(KITCHEN, can_preload=True)))
    story.hears(KITCHEN, 0, after_ms=500)
    assert story.of(PreloadMedia) == []
    story.hears(KITCHEN, 150_000, after_ms=150_000)
    assert wakes_at(story.session) == story.now_ms + 10_000
    story.tell(Tick(), after_ms=10_000)
    (preload,) = story.of(PreloadMedia)
    assert preload.entry.track_id == "tr-2"
    story.tell(Ended(KITCHEN, story.token(KITCHEN), story.now_ms), after_ms=20_000)
    assert story.of(LoadMedia) == []
    assert story.session.queue.current.track_id == "tr-2"
    story.hears(KITCHEN, 3)
    assert story.session.timeline.running


def test_a_queue_edit_near_the_end_changes_what_is_preloaded(story):
    story.tell(PlayNow(TRACKS[:1], target=target(KITCHEN, can_preload=True)))
    story.hears(KITCHEN, 170_000, after_ms=500)
    story.tell(Enqueue(TRACKS[2:3], after_current=True))
    (preload,) = story.of(PreloadMedia)
    assert preload.entry.track_id == "tr-3"
    story.tell(RemoveEntries((preload.entry.id,)))
    (forget,) = story.of(PreloadMedia)
    assert forget.entry is None


def test_the_end_of_the_queue_rests_at_its_first_entry(story):
    story.tell(PlayNow(TRACKS[:1], target=target(KITCHEN)))
    story.hears(KITCHEN, 179_000, after_ms=500)
    story.tell(Ended(KITCHEN, story.token(KITCHEN), story.now_ms), after_ms=1_000)
    assert story.of(TrackHeard) == [TrackHeard("tr-1")]
    assert not story.session.playing
    assert story.session.queue.index == 0
    assert story.session.timeline.position_ms == 0
    story.tell(Play())
    assert len(story.of(LoadMedia)) == 1


def test_repeat_one_plays_the_same_again_but_next_goes_on(story):
    story.tell(PlayNow(TRACKS, target=target(KITCHEN)))
    story.session = replace(story.session, queue=replace(story.session.queue, repeat=Repeat.ONE))
    story.hears(KITCHEN, 0, after_ms=500)
    story.tell(Ended(KITCHEN, story.token(KITCHEN), story.now_ms), after_ms=180_000)
    assert story.session.queue.index == 0
    story.tell(Next())
    assert story.session.queue.index == 1


def test_previous_returns_to_the_start_and_then_to_the_track_before(story):
    story.tell(PlayNow(TRACKS, index=2, target=target(KITCHEN)))
    story.hears(KITCHEN, 0, after_ms=500)
    story.tell(Previous(), after_ms=10_000)
    assert story.session.queue.index == 2
    assert [e.position_ms for e in story.of(SeekOutput)] == [0]
    story.tell(Previous(), after_ms=100)
    assert story.session.queue.index == 1


def test_removing_the_current_track_goes_on_with_the_next(playing):
    playing.tell(RemoveEntries((playing.session.queue.current.id,)))
    assert playing.session.queue.current.track_id == "tr-2"
    assert [e.entry.track_id for e in playing.of(LoadMedia)] == ["tr-2"]


def test_the_last_output_to_leave_pauses_the_session(playing):
    playing.tell(Leave(KITCHEN))
    assert playing.state(KITCHEN) is OutputState.LEAVING
    assert not playing.session.playing
    assert playing.session.timeline.position_ms == 10_000


def test_a_skip_during_a_move_does_not_make_the_source_wait_for_the_target(playing):
    playing.tell(Move(target(SOFA, lead_ms=4_000)))
    playing.tell(Next(), after_ms=100)
    loads = {e.device: e for e in playing.of(LoadMedia)}
    assert loads[KITCHEN].start_ms == 0
    assert loads[KITCHEN].start_at_ms is None
    assert loads[SOFA].start_ms == 4_000


def test_a_failing_source_leaves_the_music_to_the_target(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Failed(KITCHEN, playing.token(KITCHEN), "power", playing.now_ms))
    assert playing.session.playing
    playing.hears(SOFA, 10_500, after_ms=600)
    assert playing.session.leader == SOFA
    assert playing.session.timeline.running


def test_a_target_whose_sources_went_is_tried_again_and_then_the_session_waits_there(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Gone(KITCHEN, playing.now_ms))
    playing.tell(Tick(), after_ms=PREPARE_MS)
    assert [load.device for load in playing.of(LoadMedia)] == [SOFA]
    playing.tell(Tick(), after_ms=PREPARE_MS)
    assert [e.outcome for e in playing.of(HandoffEnded)] == ["failed"]
    assert not playing.session.playing
    playing.tell(Play())
    assert [load.device for load in playing.of(LoadMedia)] == [SOFA]


def test_a_source_that_fails_while_a_target_prepares_is_tried_again(playing):
    playing.tell(Move(target(SOFA)))
    playing.tell(Failed(KITCHEN, playing.token(KITCHEN), "broken", playing.now_ms))
    assert [load.device for load in playing.of(LoadMedia)] == [KITCHEN]
    playing.hears(KITCHEN, 10_000, after_ms=600)
    assert playing.session.timeline.running
    assert playing.session.handoff is not None


def test_a_seek_on_a_speaker_that_knows_whole_seconds_is_a_stream_that_begins_there(story):
    story.tell(PlayNow(TRACKS, target=target(KITCHEN, seeks_coarsely=True)))
    story.hears(KITCHEN, 0, after_ms=500)
    story.tell(Seek(61_234))
    [again] = story.of(LoadMedia)
    assert (again.start_ms, story.of(SeekOutput)) == (61_234, [])
