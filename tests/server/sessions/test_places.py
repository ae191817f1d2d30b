from __future__ import annotations

from dataclasses import replace

from library import TrackId, UserId
from server.sessions.model import Entry, EntryId, Queue, Session, SessionId
from server.sessions.places import Place, left_at
from server.sessions.timeline import Timeline

BOOK = Entry(EntryId("en-1"), TrackId("tr-1"), 3_600_000, 0)
NEXT = Entry(EntryId("en-2"), TrackId("tr-2"), 60_000, 1)
PLAYING = Session(
    SessionId("se-1"),
    UserId(1),
    "Evening",
    Queue((BOOK, NEXT), 0),
    True,
    Timeline(600_000, 5_000, running=True),
)


def test_a_pause_keeps_the_place() -> None:
    paused = replace(PLAYING, timeline=PLAYING.timeline.held(7_000))
    assert left_at(PLAYING, paused, 7_000) == Place(BOOK.track_id, 602_000)


def test_going_on_to_another_track_keeps_the_place_in_the_one_before() -> None:
    skipped = replace(
        PLAYING, queue=replace(PLAYING.queue, index=1), timeline=Timeline(0, 7_000, running=True)
    )
    assert left_at(PLAYING, skipped, 7_000) == Place(BOOK.track_id, 602_000)


def test_an_emptied_queue_keeps_the_place() -> None:
    cleared = replace(PLAYING, queue=Queue(), timeline=Timeline(0, 7_000, running=False))
    assert left_at(PLAYING, cleared, 7_000) == Place(BOOK.track_id, 602_000)


def test_a_track_that_came_to_its_end_was_left_there() -> None:
    over = replace(PLAYING, timeline=Timeline(0, 9_000_000, running=False))
    assert left_at(PLAYING, over, 9_000_000) == Place(BOOK.track_id, BOOK.duration_ms)


def test_what_plays_on_or_did_not_play_was_not_left() -> None:
    rebased = replace(PLAYING, timeline=Timeline(603_000, 8_000, running=True))
    assert left_at(PLAYING, rebased, 8_000) is None
    paused = replace(PLAYING, timeline=PLAYING.timeline.held(7_000))
    assert left_at(paused, replace(paused, queue=Queue()), 8_000) is None
    assert left_at(replace(PLAYING, queue=Queue()), PLAYING, 8_000) is None
