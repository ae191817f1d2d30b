"""What a sleep timer wants of a session, moment by moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from library import TrackId, UserId
from server.routines.sleep import (
    CUT_MS,
    CalledOff,
    Fade,
    Fading,
    Finish,
    SleepTimer,
    Until,
    Wait,
    left_ms,
    wanted,
)
from server.sessions import Entry, EntryId, Queue, Repeat, Session, SessionId, Timeline

NOW = datetime(2026, 1, 1, 22, tzinfo=UTC)
ENTRIES = tuple(Entry(EntryId(f"en-{n}"), TrackId("tr-1"), 180_000, n) for n in range(3))
SESSION = Session(
    SessionId("se-1"), UserId(1), "", Queue(ENTRIES, 0), playing=True, timeline=Timeline(0, 0, running=True)
)
FADE = Fade(ENTRIES[0].id, 150_000, ())
TIME = SleepTimer(SESSION.id, Until.TIME, NOW + timedelta(minutes=10))
TRACK = SleepTimer(SESSION.id, Until.TRACK)
QUEUE = SleepTimer(SESSION.id, Until.QUEUE)


def at(timer: SleepTimer, ms: int, session: Session = SESSION) -> object:
    return wanted(timer, session, ms, NOW + timedelta(milliseconds=ms))


def test_it_waits_fades_for_half_a_minute_and_pauses():
    assert at(TIME, 0) == Wait()
    assert at(TIME, 569_000) == Wait()
    assert at(TIME, 585_000) == Fading(0.5)
    assert at(TIME, 600_000) == Finish()


def test_the_end_of_the_track_comes_before_the_next_one_can_begin():
    assert at(TRACK, 0) == Wait()
    assert at(TRACK, 180_000 - CUT_MS - 3_000) == Fading(0.1)
    assert at(TRACK, 180_000 - CUT_MS) == Finish()


def test_the_end_of_the_queue_is_reckoned_from_what_follows():
    assert left_ms(QUEUE, SESSION, 0, NOW) == 3 * 180_000 - CUT_MS
    last = replace(SESSION, queue=replace(SESSION.queue, index=2))
    assert at(QUEUE, 180_000 - CUT_MS, last) == Finish()
    endless = replace(SESSION, queue=replace(SESSION.queue, repeat=Repeat.ONE))
    assert left_ms(QUEUE, endless, 0, NOW) is None


def test_who_skips_during_the_fade_is_awake():
    skipped = replace(SESSION, queue=replace(SESSION.queue, index=1))
    fading = replace(TRACK, fade=FADE, last_left_ms=20_000)
    assert at(fading, 0, skipped) == CalledOff(is_over=False)
    assert at(replace(fading, last_left_ms=300), 0, skipped) == Finish()  # it ended a moment too early


def test_who_pauses_during_the_fade_is_awake():
    paused = replace(SESSION, playing=False, timeline=Timeline(160_000, 0, running=False))
    assert at(replace(TIME, fade=FADE), 0, paused) == CalledOff(is_over=True)
    assert at(TIME, 0, paused) == Wait()
    assert at(TIME, 600_000, paused) == CalledOff(is_over=True)
