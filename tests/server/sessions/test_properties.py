"""Whatever happens, in whatever order: the invariants hold, and a handoff never makes silence."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from devices import (
    Buffering,
    DeviceId,
    Ended,
    Failed,
    Found,
    Gone,
    Lost,
    Occupied,
    Paused,
    Playing,
    PlayToken,
    Stopped,
)
from library import TrackId, UserId
from server.sessions.commands import (
    ClearQueue,
    Enqueue,
    Join,
    Jump,
    Leave,
    Move,
    MoveEntry,
    Next,
    Pause,
    Play,
    PlayNow,
    Previous,
    RemoveEntries,
    Reset,
    Seek,
    SetRate,
    SetRepeat,
    SetShuffle,
    TakeOver,
)
from server.sessions.deadlines import wakes_at
from server.sessions.effects import LoadMedia, PauseOutput, PreloadMedia, ResumeOutput, SeekOutput, StopOutput
from server.sessions.events import Tick
from server.sessions.model import EntryId, OutputState, Repeat, Session, SessionId, Target
from server.sessions.transitions import step

DEVICES = [DeviceId(name) for name in ("kitchen", "sofa", "bath")]
POCKET = DeviceId("pocket")  # a phone: nobody can tell it anything
TRACKS = tuple((TrackId(f"tr-{n}"), 60_000 + 7_000 * n) for n in range(6))


def check(session: Session) -> None:
    devices = [o.device for o in session.outputs]
    assert len(devices) == len(set(devices)), "a device is an output once"
    tokens = [t for o in session.outputs for t in (o.token, o.next_token) if t]
    assert len(tokens) == len(set(tokens)), "a token means one load"
    for output in session.outputs:
        assert output.token
        assert (output.deadline_ms is None) == (output.state is OutputState.AUDIBLE), "every other state ends"
    if session.leader is not None and session.timeline.running:
        assert session.leader in {o.device for o in session.audible}, "the leader carries the session"
    if session.timeline.running:
        assert session.playing
        assert any(o.sounding for o in session.audible), "a running timeline is heard"
    if session.handoff is not None:
        assert session.output(session.handoff.to) is not None
    queue = session.queue
    assert (queue.index is None) == (not queue.entries)
    assert queue.index is None or 0 <= queue.index < len(queue.entries)
    assert len({e.id for e in queue.entries}) == len(queue.entries)
    assert sorted(e.rank for e in queue.entries) == sorted({e.rank for e in queue.entries})


targets = st.builds(
    Target,
    device=st.sampled_from(DEVICES),
    lead_ms=st.integers(0, 4_000),
    can_schedule=st.booleans(),
    can_preload=st.booleans(),
    can_rate=st.booleans(),
    can_fade=st.booleans(),
)
entries = st.integers(1, 60).map(lambda n: EntryId(f"en-{n}"))
some_tracks = st.lists(st.sampled_from(TRACKS), min_size=0, max_size=5).map(tuple)
commands = st.one_of(
    st.builds(
        PlayNow,
        tracks=some_tracks,
        index=st.integers(0, 5),
        position_ms=st.integers(0, 90_000),
        shuffle=st.none() | st.booleans(),
        seed=st.integers(0, 9),
        target=st.none() | targets,
    ),
    st.builds(Enqueue, tracks=some_tracks, after_current=st.booleans()),
    st.builds(Play, target=st.none() | targets),
    st.just(Pause()),
    st.just(Next()),
    st.just(Previous()),
    st.builds(Seek, position_ms=st.integers(0, 120_000)),
    st.builds(Jump, entry=entries),
    st.builds(MoveEntry, entry=entries, before=st.none() | entries),
    st.builds(RemoveEntries, entries=st.lists(entries, max_size=4).map(tuple)),
    st.just(ClearQueue()),
    st.builds(SetShuffle, on=st.booleans(), seed=st.integers(0, 9)),
    st.builds(SetRepeat, mode=st.sampled_from(Repeat)),
    st.builds(SetRate, rate=st.sampled_from([0.5, 0.8, 1.0, 1.5, 2.0])),
    st.builds(Join, target=targets),
    st.builds(Leave, device=st.sampled_from([*DEVICES, POCKET])),
    st.builds(Move, target=targets),
    st.builds(Reset, tracks=some_tracks, index=st.integers(0, 5)),
    st.builds(
        TakeOver,
        target=st.builds(Target, device=st.just(POCKET), lead_ms=st.just(0), by_itself=st.just(True)),
        tracks=st.none() | some_tracks,
        index=st.integers(0, 5),
        position_ms=st.integers(0, 90_000),
        at_ms=st.integers(0, 1_000_000),
        state=st.sampled_from(["starting", "playing", "paused"]),
        rate=st.sampled_from([0.1, 1.0, 1.5, 9.0]),
    ),
)
kinds = st.sampled_from(
    [Playing, Paused, Buffering, Ended, Stopped, Failed, Gone, Lost, Found, Occupied, Tick]
)


@given(
    st.lists(st.tuples(st.integers(0, 20_000), commands | st.tuples(kinds, st.data())), max_size=40),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_no_sequence_of_events_breaks_an_invariant(events, data):
    session, now_ms = Session(SessionId("se-1"), UserId(1), "Anna"), 1_000_000
    for after_ms, event in events:
        now_ms += after_ms
        if isinstance(event, tuple):
            event = _report(session, event[0], now_ms, data)
        session, _ = step(session, event, now_ms)
        check(session)
        wake_ms = wakes_at(step(session, Tick(), now_ms)[0])
        assert wake_ms is None or wake_ms > now_ms, "a tick settles everything that was due"


def _report(session, kind, now_ms, data):
    if kind is Tick:
        return Tick()
    device = data.draw(st.sampled_from([*DEVICES, POCKET]))
    if kind in (Gone, Lost, Found):
        return kind(device, now_ms)
    if kind is Occupied:
        return Occupied(device, data.draw(st.sampled_from(["Spotify", None])))
    output = session.output(device)
    known = [t for t in (output.token, output.next_token) if t] if output else []
    token = data.draw(st.sampled_from([*known, PlayToken("se-1.0")]))
    if kind in (Ended, Stopped):
        return kind(device, token, now_ms)
    if kind is Failed:
        return Failed(device, token, "out of order", now_ms)
    return kind(device, token, data.draw(st.integers(0, 90_000)), now_ms)


# -- a small world of speakers that obey, late --------------------------------------------------------------------


@dataclass
class Speaker:
    """Obeys commands after `latency_ms`; what it plays is exact from then on."""

    id: DeviceId
    latency_ms: int
    broken: str | None  # None, "fails", "mute"
    token: PlayToken | None = None
    start: tuple[int, int] | None = None  # (position, at) while it sounds
    entry_ms: int = 0


class World:
    def __init__(self, speakers) -> None:
        self.speakers = {s.id: s for s in speakers}
        self.session = Session(SessionId("se-1"), UserId(1), "Anna")
        self.now_ms = 1_000_000
        self.due: list = []
        self.order = itertools.count()
        self.silences: list[int] = []

    def later(self, after_ms, act) -> None:
        heapq.heappush(self.due, (self.now_ms + after_ms, next(self.order), act))

    def tell(self, event) -> None:
        self.session, effects = step(self.session, event, self.now_ms)
        check(self.session)
        for effect in effects:
            self.obey(effect)

    def run(self, for_ms) -> None:
        until = self.now_ms + for_ms
        while True:
            wake = wakes_at(self.session)
            times = [until, *([self.due[0][0]] if self.due else []), *([wake] if wake is not None else [])]
            at = max(self.now_ms, min(times))
            if at >= until:
                break
            self.now_ms = at
            if self.due and self.due[0][0] <= at:
                heapq.heappop(self.due)[2]()
            else:
                self.tell(Tick())
            self.listen()
        self.now_ms = until

    def listen(self) -> None:
        if not any(s.start for s in self.speakers.values()):
            self.silences.append(self.now_ms)

    def obey(self, effect) -> None:
        speaker = self.speakers.get(getattr(effect, "device", None))
        if speaker is None or isinstance(effect, PreloadMedia):
            return
        match effect:
            case LoadMedia():
                speaker.token, speaker.start = effect.token, None
                speaker.entry_ms = effect.entry.duration_ms
                if speaker.broken == "fails":
                    self.later(
                        100, lambda: self.says(Failed(speaker.id, effect.token, "broken", self.now_ms))
                    )
                elif speaker.broken is None and effect.playing:
                    self.later(
                        speaker.latency_ms, lambda: self.sounds(speaker, effect.token, effect.start_ms)
                    )
                elif speaker.broken is None:
                    self.later(10, lambda: self.holds(speaker, effect.token, effect.start_ms))
            case SeekOutput() if speaker.token == effect.token:
                playing = speaker.start is not None
                speaker.start = None if playing else speaker.start
                self.later(speaker.latency_ms, lambda: self.sounds(speaker, effect.token, effect.position_ms))
            case ResumeOutput() if speaker.token == effect.token:
                position = self.session.timeline.position_ms
                self.later(50, lambda: self.sounds(speaker, effect.token, position))
            case PauseOutput() if speaker.token == effect.token:
                position = self.position(speaker)
                speaker.start = None
                self.later(5, lambda: self.holds(speaker, effect.token, position))
            case StopOutput() if speaker.token == effect.token:
                self.later(effect.fade_ms, lambda: self.stops(speaker, effect.token))

    def position(self, speaker) -> int:
        return speaker.start[0] + self.now_ms - speaker.start[1] if speaker.start else 0

    def says(self, report) -> None:
        if self.speakers[report.device].token == report.token:
            self.tell(report)

    def sounds(self, speaker, token, position_ms) -> None:
        if speaker.token == token:
            speaker.start = (position_ms, self.now_ms)
            self.tell(Playing(speaker.id, token, position_ms, self.now_ms))
            self.later(5_000, lambda: self.repeats(speaker, token, speaker.start))
            self.later(
                max(0, speaker.entry_ms - position_ms), lambda: self.ends(speaker, token, speaker.start)
            )

    def repeats(self, speaker, token, start) -> None:
        if speaker.token == token and speaker.start == start and start is not None:
            self.tell(Playing(speaker.id, token, self.position(speaker), self.now_ms))
            self.later(5_000, lambda: self.repeats(speaker, token, start))

    def holds(self, speaker, token, position_ms) -> None:
        if speaker.token == token:
            self.tell(Paused(speaker.id, token, position_ms, self.now_ms))

    def stops(self, speaker, token) -> None:
        if speaker.token == token:
            speaker.token = speaker.start = None
            self.tell(Stopped(speaker.id, token, self.now_ms))

    def ends(self, speaker, token, start) -> None:
        if speaker.token == token and start is not None and speaker.start == start:
            speaker.start = None
            self.tell(Ended(speaker.id, token, self.now_ms))


LONG = ((TrackId("tr-long"), 3_600_000),)


@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(DEVICES[1:]),
            st.integers(0, 4_000),
            st.integers(200, 20_000),
            st.integers(0, 4_000),
        ),
        min_size=1,
        max_size=6,
    ),
    latencies=st.lists(st.integers(20, 4_000), min_size=3, max_size=3),
    faults=st.lists(st.sampled_from([None, None, "fails", "mute"]), min_size=2, max_size=2),
)
@settings(max_examples=200, deadline=None)
def test_there_is_never_silence_because_a_handoff_began(moves, latencies, faults):
    broken = [None, *faults]
    world = World([Speaker(d, ms, why) for d, ms, why in zip(DEVICES, latencies, broken, strict=True)])
    world.tell(PlayNow(LONG, target=Target(DEVICES[0], lead_ms=500)))
    world.run(10_000)
    world.silences.clear()
    for device, lead_ms, wait_ms, _ in moves:
        world.tell(Move(Target(device, lead_ms=lead_ms)))
        world.run(wait_ms)
    world.run(60_000)
    assert world.silences == []
    assert world.session.timeline.running


@given(latency=st.integers(20, 4_000), lead_ms=st.integers(0, 4_000))
@settings(max_examples=100, deadline=None)
def test_a_target_of_unknown_latency_ends_up_in_place(latency, lead_ms):
    world = World([Speaker(DEVICES[0], 300, None), Speaker(DEVICES[1], latency, None)])
    world.tell(PlayNow(LONG, target=Target(DEVICES[0], lead_ms=300)))
    world.run(30_000)
    before = world.session.timeline
    world.tell(Move(Target(DEVICES[1], lead_ms=lead_ms)))
    world.run(30_000)
    speaker = world.speakers[DEVICES[1]]
    assert speaker.start is not None
    assert abs(world.position(speaker) - before.position_at(world.now_ms)) <= 150


def test_the_world_notices_silence():
    world = World([Speaker(DEVICES[0], 300, None)])
    world.tell(PlayNow(LONG, target=Target(DEVICES[0], lead_ms=300)))
    world.run(5_000)
    world.silences.clear()
    world.tell(Pause())
    world.run(1_000)
    assert world.silences
    assert replace(world.session, revision=0).playing is False
