"""The sessions of a house, with real threads and a real database: commands in, changes out, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from devices import (
    Capabilities,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Found,
    Lost,
    Media,
    Occupied,
    Playing,
    PlayToken,
    Stopped,
)
from devices.hub import DeviceHub
from library import Database, TrackId, UserId
from server.config import LoudnessConfig, PlaybackConfig, StreamingConfig
from server.events import EventBus
from server.preferences import Preferences
from server.preferences import migrations as preferences_migrations
from server.sessions import (
    Change,
    DeviceBusy,
    HandoffRecord,
    Join,
    Leave,
    Move,
    Next,
    NothingToPlay,
    Noticed,
    NowhereToPlay,
    Pause,
    Play,
    PlayNow,
    SessionChanged,
    Sessions,
    SessionStore,
    SetRate,
    SetShuffle,
    Stage,
    UnknownSession,
    migrations,
)
from server.sessions.latency import Start
from server.streaming import Streams
from tests.fakes.clock import FakeClock
from tests.fakes.library import FakeLibrary

ANNA, BEN = UserId(1), UserId(2)
TRACKS = ((TrackId("tr-1"), 180_000), (TrackId("tr-2"), 180_000))


class Obedient:
    """A device that does at once, and exactly, what it is told."""

    def __init__(self, name: str, house: House) -> None:
        able = Capabilities(frozenset({"audio/flac"}), can_schedule=False)
        self.info = DeviceInfo(DeviceId(name), DeviceKind.VIRTUAL, name.title(), "Test", able)
        self.house = house
        self.loaded: list[Media] = []
        self.fetches = True

    def load(self, media: Media) -> None:
        self.loaded.append(media)
        if self.fetches:
            self.house.streams.fetches.begin(media.token, None).add(1)
        if media.playing:
            self.house.hub.report(
                Playing(self.info.id, media.token, media.start_ms, self.house.clock.now_ms())
            )

    def preload(self, media: Media | None) -> None: ...
    def play(self, token: PlayToken) -> None: ...
    def pause(self, token: PlayToken) -> None: ...
    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self.house.hub.report(Playing(self.info.id, token, position_ms, self.house.clock.now_ms()))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        self.house.hub.report(Stopped(self.info.id, token, self.house.clock.now_ms()))

    def set_volume(self, percent: int) -> None: ...
    def close(self) -> None: ...


class House:
    def __init__(self, folder) -> None:
        self.clock = FakeClock()
        self.database = Database(folder / "segue.db")
        self.database.migrate(migrations, preferences_migrations)
        self.library = FakeLibrary()
        self.bus: EventBus[Change] = EventBus()
        self.folder = folder
        self.limits: dict[UserId, int] = {}
        self.open()

    def open(self) -> None:
        self.hub = DeviceHub(report=lambda r: self.sessions.report(r), now_ms=self.clock.now_ms)
        self.streams = Streams(
            config=StreamingConfig(),
            key=b"key",
            cache_dir=self.folder / "streams",
            media_file=self.library.get_media_file,
            clock=self.clock,
        )
        self.sessions = Sessions(
            store=SessionStore(self.database),
            stage=Stage(
                library=self.library,
                streams=self.streams,
                hub=self.hub,
                origin=lambda _: "http://house",
                loudness=LoudnessConfig(),
                playback=PlaybackConfig(),
                preferences=Preferences(self.database),
                limit_of=self.limits.get,
            ),
            hub=self.hub,
            library=self.library,
            bus=self.bus,
            clock=self.clock,
        )

    def close(self) -> None:
        self.sessions.close()
        self.hub.close()

    def add(self, name: str) -> Obedient:
        device = Obedient(name, self)
        self.hub.add(device)
        return device

    def wait(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()
    house.database.close()


@pytest.fixture
def kitchen(house) -> Obedient:
    return house.add("kitchen")


def play(house, device: str, owner=ANNA):
    session = house.sessions.create(owner, "Anna")
    house.sessions.command(session.id, PlayNow(TRACKS, target=house.sessions.target(DeviceId(device))))
    house.wait(lambda: house.sessions.get(session.id).timeline.running)
    return session.id


def test_a_device_is_given_a_link_that_it_can_fetch_and_what_it_shows(house, kitchen):
    play(house, "kitchen")
    (media,) = kitchen.loaded
    assert media.url.startswith("http://house/stream/")
    assert (media.mime, media.title, media.artist) == ("audio/flac", "Song 1", "Nina")


def test_the_page_is_told_how_the_leader_hears_it(house, kitchen):
    session = house.sessions.get(play(house, "kitchen"))
    assert house.sessions.stream_note(session) == "original FLAC"


def test_what_is_sent_on_behalf_of_somebody_is_within_their_limit(house, kitchen):
    house.limits[UserId(1)] = 128
    session = house.sessions.get(play(house, "kitchen"))
    assert "limited to 128 kbit/s for this listener" in (house.sessions.stream_note(session) or "")


def test_a_move_is_recorded(house, kitchen):
    house.add("sofa")
    id = play(house, "kitchen")
    house.sessions.command(id, Move(house.sessions.target(DeviceId("sofa"))))
    house.wait(lambda: house.sessions.list_handoffs(10))
    (record,) = house.sessions.list_handoffs(10)
    assert (record.sources, record.target, record.outcome) == (("kitchen",), "sofa", "done")
    assert record.gap_ms == 0


def test_what_happens_is_told_in_order(house, kitchen):
    listener = house.bus.subscribe()
    id = play(house, "kitchen")
    revisions = []
    while (numbered := listener.wait(0.2)) is not None:
        if isinstance(numbered.event, SessionChanged) and numbered.event.session.id == id:
            revisions.append(numbered.event.session.revision)
    assert revisions == sorted(set(revisions))
    assert revisions[-1] == house.sessions.get(id).revision


def test_after_a_restart_the_queue_is_there_and_paused(house, kitchen):
    id = play(house, "kitchen")
    house.sessions.command(id, Next())
    house.wait(lambda: len(kitchen.loaded) == 2)
    before = house.sessions.get(id)
    house.close()
    house.open()
    after = house.sessions.get(id)
    assert after.queue.entries == before.queue.entries
    assert after.queue.index == 1
    assert not after.playing
    assert after.outputs == ()
    assert after.serial > before.serial, "tokens of the past are never given out again"


def test_a_speaker_that_plays_through_a_restart_is_taken_back_as_it_is(house, kitchen):
    id = play(house, "kitchen")
    [media] = kitchen.loaded
    house.close()
    house.open()
    assert not house.sessions.get(id).playing
    again = house.add("kitchen")
    house.clock.advance(milliseconds=4_000)
    house.hub.report(Playing(DeviceId("kitchen"), media.token, 3_900, house.clock.now_ms()))
    house.wait(lambda: house.sessions.get(id).timeline.running)
    session = house.sessions.get(id)
    assert session.timeline.position_at(house.clock.now_ms()) == 3_900
    assert [(o.device, o.token) for o in session.outputs] == [("kitchen", media.token)]
    assert again.loaded == []
    house.sessions.command(id, Next())
    house.wait(lambda: again.loaded)
    assert again.loaded[0].token != media.token


def test_what_is_kept_in_a_speaker_is_forgotten_when_it_leaves(house, kitchen):
    id = play(house, "kitchen")
    house.sessions.command(id, Leave(DeviceId("kitchen")))
    house.wait(lambda: house.sessions.get(id).outputs == ())
    house.close()
    house.open()
    assert house.sessions.get(id).awaited == ()


def test_what_plays_at_the_end_goes_on_from_there_after_a_restart(house, kitchen):
    """Not from what the speaker last reported, which may be 5 s old."""
    id = play(house, "kitchen")
    house.clock.advance(milliseconds=3_456)
    house.close()
    house.open()
    kept = house.sessions.get(id)
    assert (kept.timeline.position_ms, kept.timeline.running, kept.playing) == (3_456, False, False)


def test_somebody_elses_speaker_is_not_taken_without_asking(house, kitchen):
    play(house, "kitchen", ANNA)
    other = house.sessions.create(BEN, "Ben")
    target = house.sessions.target(DeviceId("kitchen"))
    with pytest.raises(DeviceBusy):
        house.sessions.command(other.id, PlayNow(TRACKS, target=target))
    house.sessions.command(other.id, PlayNow(TRACKS, target=target), take=True)
    house.wait(lambda: house.sessions.get(other.id).timeline.running)
    assert house.sessions.find_of_device(DeviceId("kitchen")).id == other.id


def test_a_paused_session_gives_its_speaker_away_freely(house, kitchen):
    first = play(house, "kitchen")
    house.sessions.command(first, Pause())
    other = house.sessions.create(BEN, "Ben")
    house.sessions.command(other.id, PlayNow(TRACKS, target=house.sessions.target(DeviceId("kitchen"))))
    assert house.sessions.find_of_device(DeviceId("kitchen")).id == other.id


def test_a_device_that_plays_something_else_is_not_seized_without_asking(house, kitchen):
    id = house.sessions.create(ANNA, "Anna").id
    house.hub.report(Occupied(DeviceId("kitchen"), "Spotify"))
    target = house.sessions.target(DeviceId("kitchen"))
    with pytest.raises(DeviceBusy, match="kitchen plays Spotify"):
        house.sessions.command(id, PlayNow(TRACKS, target=target))
    assert kitchen.loaded == []
    house.sessions.command(id, PlayNow(TRACKS, target=target), take=True)
    house.wait(lambda: house.sessions.get(id).timeline.running)


def test_a_paused_session_asks_before_it_takes_its_speaker_back(house, kitchen):
    id = play(house, "kitchen")
    house.sessions.command(id, Pause())
    house.hub.report(Occupied(DeviceId("kitchen"), "Spotify"))
    with pytest.raises(DeviceBusy, match="kitchen plays Spotify"):
        house.sessions.command(id, Play())
    house.sessions.command(id, Next())
    assert len(kitchen.loaded) == 1, "what only waits takes nothing away"
    house.sessions.command(id, Play(), take=True)
    house.wait(lambda: len(kitchen.loaded) == 2)


def test_a_device_that_goes_away_pauses_its_session_and_people_hear_why(house, kitchen):
    listener = house.bus.subscribe()
    id = play(house, "kitchen")
    house.hub.remove(DeviceId("kitchen"))
    house.wait(lambda: not house.sessions.get(id).playing)
    notices = []
    while (numbered := listener.wait(0.2)) is not None:
        notices += [numbered.event] if isinstance(numbered.event, Noticed) else []
    assert [n.text for n in notices] == ["kitchen stopped: it went away."]


def test_a_track_that_left_the_library_fails_the_output_with_that_reason(house, kitchen):
    listener = house.bus.subscribe()
    session = house.sessions.create(ANNA, "Anna")
    gone = ((TrackId("tr-99"), 1_000),)
    house.sessions.command(session.id, PlayNow(gone, target=house.sessions.target(DeviceId("kitchen"))))
    house.wait(lambda: not house.sessions.get(session.id).playing)
    texts = []
    while (numbered := listener.wait(0.2)) is not None:
        texts += [numbered.event.text] if isinstance(numbered.event, Noticed) else []
    assert "not in the library any more" in texts[0]


@pytest.mark.parametrize(
    ("command", "error"),
    [(Play(), NothingToPlay), (PlayNow(()), NothingToPlay), (PlayNow(TRACKS), NowhereToPlay)],
)
def test_what_cannot_be_done_is_said_to_whoever_asked(house, command, error):
    session = house.sessions.create(ANNA, "Anna")
    with pytest.raises(error):
        house.sessions.command(session.id, command)


def test_an_unknown_session_is_an_error(house):
    with pytest.raises(UnknownSession):
        house.sessions.command("se-77", Pause())


def test_what_plays_next_is_prepared_where_it_will_play(house, kitchen, monkeypatch):
    prepared = []
    monkeypatch.setattr("server.streaming.Streams.prepare", lambda self, offer: prepared.append(offer))
    id = play(house, "kitchen")
    house.wait(lambda: prepared)
    current = house.sessions.get(id).queue.current
    assert len(prepared) == 1
    assert prepared[0].path
    house.sessions.command(id, Next())
    assert house.sessions.get(id).queue.current != current
    assert len(prepared) == 1  # nothing plays after the last one


def test_the_number_of_a_removed_session_is_not_given_again(house):
    first = house.sessions.create(ANNA, "Anna").id
    house.sessions.remove(first)
    assert house.sessions.create(ANNA, "Anna").id != first


def test_removing_a_session_silences_it_for_good(house, kitchen):
    id = play(house, "kitchen")
    house.sessions.remove(id)
    house.close()
    house.open()
    assert house.sessions.list_all() == []


def test_latencies_are_remembered_over_a_restart(house, kitchen):
    id = play(house, "kitchen")
    house.add("sofa")
    house.sessions.command(id, Join(house.sessions.target(DeviceId("sofa"))))
    house.wait(lambda: len(house.sessions.get(id).audible) == 2)
    house.close()
    house.open()
    house.add("kitchen")
    assert house.sessions.target(DeviceId("kitchen")).lead_ms == 0  # it answers at once; the guess was 500


def test_each_way_to_start_is_remembered_by_itself(house):
    store = SessionStore(house.database)
    starts = [
        Start(DeviceId("sofa"), "audio/flac", is_cold, is_seek)
        for is_cold, is_seek in [(False, False), (True, False), (False, True)]
    ]
    for latency_ms, start in enumerate(starts):
        store.add_latency(start, latency_ms)
    assert store.latencies() == [(start, latency_ms) for latency_ms, start in enumerate(starts)]


def test_handoff_records_are_kept_newest_first_and_bounded(house):
    store = SessionStore(house.database)
    for number in range(1, 1_004):
        store.add_handoff(_record(number, house))
    records = store.list_handoffs(2_000)
    assert [r.id for r in records[:2]] == [1_003, 1_002]
    assert len(records) == 1_000


def _record(number: int, house) -> HandoffRecord:
    return HandoffRecord(
        id=number,
        session="se-1",
        sources=(DeviceId("a"), DeviceId("b")),
        target=DeviceId("c"),
        outcome="done",
        reason=None,
        asked_utc=house.clock.now_utc(),
        predicted_ms=1,
        audible_ms=2,
        overlap_ms=3,
        gap_ms=0,
        position_error_ms=-4,
        corrections=1,
    )


def test_the_speed_is_kept_over_a_restart_and_told_to_devices(house, kitchen):
    id = play(house, "kitchen")
    house.sessions.command(id, SetRate(1.25))
    house.wait(lambda: len(kitchen.loaded) == 2)
    assert kitchen.loaded[-1].rate == 1.25
    house.close()
    house.open()
    assert house.sessions.get(id).timeline.rate == 1.25


def test_a_device_is_cold_until_it_holds_something_of_ours_and_half_a_minute_after(house, kitchen):
    sofa = DeviceId("sofa")
    assert house.sessions.target(DeviceId("kitchen")).is_cold
    id = play(house, "kitchen")
    assert not house.sessions.target(DeviceId("kitchen")).is_cold
    house.add("sofa")
    house.sessions.command(id, Move(house.sessions.target(sofa)))
    house.wait(lambda: house.sessions.list_handoffs(1))
    [record] = house.sessions.list_handoffs(1)
    assert (record.is_cold, record.latency_ms, record.mime) == (True, 0, "audio/flac")
    house.clock.advance(milliseconds=30_000)
    assert not house.sessions.target(DeviceId("kitchen")).is_cold
    house.clock.advance(milliseconds=1)
    assert house.sessions.target(DeviceId("kitchen")).is_cold
    house.sessions.command(id, Move(house.sessions.target(DeviceId("kitchen"))))
    house.wait(lambda: len(house.sessions.list_handoffs(9)) == 2)
    assert house.sessions.list_handoffs(1)[0].predicted_ms == 0, "it was cold when it first started, too"
    assert not house.sessions.target(DeviceId("kitchen")).is_cold


def test_a_target_that_says_it_plays_and_has_fetched_nothing_is_not_believed(house, kitchen):
    sofa = house.add("sofa")
    sofa.fetches = False
    id = play(house, "kitchen")
    house.sessions.command(id, Move(house.sessions.target(DeviceId("sofa"))))
    house.wait(lambda: sofa.loaded)
    house.sessions.command(id, SetShuffle(on=False))  # its report came before this
    assert [o.device for o in house.sessions.get(id).audible] == ["kitchen"]
    token = sofa.loaded[-1].token
    house.streams.fetches.begin(token, "bytes=0-").add(1_000)
    house.hub.report(Playing(DeviceId("sofa"), token, 0, house.clock.now_ms()))
    house.wait(lambda: house.sessions.list_handoffs(1))
    assert house.sessions.list_handoffs(1)[0].outcome == "done"


def test_a_session_plays_on_all_speakers_that_are_free_and_on_the_others_if_they_may_be_taken(house, kitchen):
    for name in ("sofa", "bath", "attic", "cellar"):
        house.add(name)
    id = play(house, "kitchen")
    other = play(house, "bath", BEN)
    house.hub.report(Occupied(DeviceId("attic"), "Spotify"))
    house.hub.report(Lost(DeviceId("cellar"), house.clock.now_ms()))
    house.sessions.command(id, house.sessions.everywhere())
    house.wait(lambda: len(house.sessions.get(id).audible) == 2)
    assert {o.device for o in house.sessions.get(id).staying} == {"kitchen", "sofa"}
    assert house.sessions.get(other).playing
    house.sessions.command(id, house.sessions.everywhere(), take=True)
    house.wait(lambda: len(house.sessions.get(id).audible) == 4)
    assert {o.device for o in house.sessions.get(id).staying} == {"kitchen", "sofa", "bath", "attic"}


def test_a_speaker_that_is_lost_and_found_within_a_minute_goes_on_as_it_says(house, kitchen):
    id, device = play(house, "kitchen"), DeviceId("kitchen")
    house.hub.report(Lost(device, house.clock.now_ms()))
    house.clock.advance(milliseconds=30_000)
    house.hub.report(Found(device, house.clock.now_ms()))
    house.hub.report(Playing(device, kitchen.loaded[0].token, 30_010, house.clock.now_ms()))
    house.wait(lambda: house.sessions.get(id).timeline.position_at(house.clock.now_ms()) == 30_010)
    assert house.sessions.get(id).output(device).absence is None
    assert len(kitchen.loaded) == 1
    house.hub.report(Lost(device, house.clock.now_ms()))
    house.hub.report(Found(device, house.clock.now_ms()))
    house.wait(lambda: (away := house.sessions.get(id).output(device).absence) is not None and away.back_ms)
    house.clock.advance(milliseconds=5_000)
    house.wait(lambda: len(kitchen.loaded) == 2)
    assert kitchen.loaded[1].start_ms == 35_010
