"""What is really heard in each room while the music moves, is joined, left, paused and ends: sample by sample."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from devices import DeviceId
from devices.virtual import Fault, VirtualSpeaker
from library import Limits, UserId
from server.config import LoudnessConfig
from server.http import Services
from server.preferences import Adjustment
from server.routines import Until
from server.sessions import Command, Join, Leave, Move, Pause, Play, PlayNow, Session, SessionId
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import (
    RATE_HZ,
    Landmarks,
    Recording,
    power,
    silences_ms,
    write_alac,
    write_flac,
)

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

NOTICEABLE_MS = 50  # a step in the music that people begin to hear


@dataclass
class Rooms:
    """The whole house in this process, with an ear beside every speaker."""

    services: Services
    owner: UserId
    ears: dict[str, Recording] = field(default_factory=dict)
    session: SessionId | None = None

    def add(self, room: str, latency_ms: int, fault: Fault = Fault.NONE) -> Recording:
        ear = self.ears[room] = Recording()
        hub, clock = self.services.devices, self.services.clock
        speaker = VirtualSpeaker(
            room,
            report=hub.report,
            now_ms=clock.now_ms,
            start_latency_ms=latency_ms,
            fault=fault,
            ear=ear,
        )
        hub.add(speaker)
        return ear

    def now_ms(self) -> int:
        return self.services.clock.now_ms()

    def state(self) -> Session:
        return self.services.sessions.get(self.session)

    def do(self, command: Command) -> None:
        self.services.sessions.command(self.session, command)

    def target(self, room: str):
        return self.services.sessions.target(DeviceId(f"virtual-{room}"))

    def play(self, release: str, room: str) -> None:
        [found] = self.services.library.search(
            release, artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        tracks = self.services.library.get_release(found.id).tracks
        if self.session is None:
            self.session = self.services.sessions.create(self.owner, "Ann").id
        entries = tuple((t.id, t.duration_ms) for t in tracks)
        self.do(PlayNow(entries, target=self.target(room)))
        wait_until(
            lambda: self.ears[room].last_ms() and self.state().timeline.running, what=f"{room} to play"
        )

    def move(self, room: str):
        """Its handoff's record, once it is done."""
        before = len(self.services.sessions.list_handoffs(1_000))
        self.do(Move(self.target(room)))
        wait_until(
            lambda: len(self.services.sessions.list_handoffs(1_000)) > before,
            within_s=25,
            what=f"the move to {room}",
        )
        return self.services.sessions.list_handoffs(1)[0]

    def listen_for(self, duration_ms: int) -> None:
        begin_ms = self.now_ms()
        wait_until(lambda: self.now_ms() - begin_ms >= duration_ms, within_s=duration_ms / 1000 + 20)


WAVE_HZ, WAVE_S = 443, 5.52
CUTS_S = (0, 128 / 75, 273 / 75, WAVE_S)  # as on a disc, whose tracks begin at a 75th of a second


def wave(rate_hz: int) -> np.ndarray:
    return np.round(
        8_192 * np.sin(2 * np.pi * WAVE_HZ * np.arange(round(WAVE_S * rate_hz)) / rate_hz)
    ).astype(np.int16)


WAVE = wave(RATE_HZ)
ALBUMS = {
    "Studio": (write_flac, ".flac", RATE_HZ),
    "Disc": (write_flac, ".flac", 44_100),  # resampled by the speaker
    "Shop": (write_alac, ".m4a", 44_100),  # converted by us
}


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=120, seed=7)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks) -> Path:
    """One long track of landmarks; one wave, cut into three tracks at odd places."""
    folder = tmp_path_factory.mktemp("rooms")
    tag(write_flac(folder / "Noise/1.flac", landmarks.samples), title="Noise", artist="N", album="Landmarks")
    for album, (write, suffix, rate_hz) in ALBUMS.items():
        mono = wave(rate_hz)
        both = np.stack([mono, mono], axis=1)
        for number, (start_s, stop_s) in enumerate(pairwise(CUTS_S), 1):
            part = both[round(start_s * rate_hz) : round(stop_s * rate_hz)]
            path = write(folder / album / f"{number}{suffix}", part, rate_hz=rate_hz)
            tag(path, title=f"Part {number}", artist="W", album=album, tracknumber=str(number))
    loud = write_flac(folder / "Loud/1.flac", np.stack([WAVE, WAVE], axis=1))
    tag(loud, title="Loud", artist="W", album="Loud", replaygain_track_gain="-6.00 dB")
    return folder


@pytest.fixture
def rooms(tmp_path: Path, music: Path) -> Iterator[Rooms]:
    with open_house(tmp_path / "data", music, loudness=LoudnessConfig(convert=True)) as house:
        yield Rooms(house.services, house.services.accounts.add("ann", "correct horse battery").id)


def test_the_music_moves_between_speakers_of_unknown_latency_and_nobody_hears_a_gap_or_a_step(
    rooms: Rooms, landmarks: Landmarks
) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    latencies = [dice.randint(200, 800), dice.randint(800, 2_000), dice.randint(2_000, 4_000)]
    names = [f"r{number}" for number in range(3)]
    for name, latency_ms in zip(names, latencies, strict=True):
        rooms.add(name, latency_ms)
    rooms.play("Landmarks", names[0])
    begin_ms, here = rooms.now_ms(), names[0]
    steps: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(8):
        there = dice.choice([n for n in names if n != here])
        source = landmarks.last_of(rooms.ears[here])
        record = rooms.move(there)
        rooms.listen_for(300)
        step_ms = landmarks.offset_ms(landmarks.last_of(rooms.ears[there])) - landmarks.offset_ms(source)
        assert (record.outcome, record.gap_ms) == ("done", 0)
        assert record.position_error_ms == pytest.approx(step_ms, abs=25), (seed, here, there)
        steps[there].append(step_ms)
        here = there
    rooms.do(Pause())
    end_ms = min(rooms.now_ms(), max(ear.last_ms() for ear in rooms.ears.values()))
    print(f"seed={seed} latencies={latencies} steps={steps}")  # noqa: T201 - shown when the test fails
    assert silences_ms(list(rooms.ears.values()), begin_ms, end_ms - 50) == []
    learned = [abs(step_ms) for each in steps.values() for step_ms in each[2:]]
    assert learned, "no room was moved to three times"
    assert np.percentile(learned, 95) <= NOTICEABLE_MS
    loud = power(list(rooms.ears.values()), begin_ms, end_ms - 100)
    assert (loud.min() > 0.7, loud.max() < 1.5) == (True, True), "two rooms that cross are as loud as one"


def test_an_album_of_one_wave_is_heard_as_one_wave(rooms: Rooms) -> None:
    ear = rooms.add("salon", 200)
    rooms.play("Studio", "salon")
    wait_until(lambda: not rooms.state().playing, within_s=30, what="the album's end")
    heard = ear.samples()
    assert len(heard) == len(WAVE)
    assert np.array_equal(np.round(heard[:, 0] * 32_768).astype(np.int16), WAVE)
    assert silences_ms([ear], ear.sounds[0].at_ms, ear.last_ms()) == []
    assert ear.last_ms() - ear.sounds[0].at_ms == pytest.approx(len(WAVE) * 1000 / RATE_HZ, abs=5)


@pytest.mark.parametrize("album", ["Disc", "Shop"])
def test_an_album_that_is_resampled_or_converted_has_no_click_between_its_tracks(
    rooms: Rooms, album: str
) -> None:
    """A lost sample would put all that follows 0.06 of the wave's height out of step; a coder may err by more in
    the few samples at which a track begins in mid-wave."""
    ear = rooms.add("salon", 200)
    rooms.play(album, "salon")
    wait_until(lambda: not rooms.state().playing, within_s=30, what="the album's end")
    heard = ear.samples()[:, 0]
    assert len(heard) == pytest.approx(len(WAVE), abs=2)
    edge = RATE_HZ // 20
    strayed = np.abs(heard - fitted(heard))[edge:-edge] / heard.max()
    assert np.count_nonzero(strayed > 0.05) < 10


def fitted(heard: np.ndarray) -> np.ndarray:
    """The wave as its first second promises it for the rest."""
    turns = 2 * np.pi * WAVE_HZ * np.arange(len(heard)) / RATE_HZ
    basis = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    first = slice(RATE_HZ // 10, RATE_HZ)
    return np.asarray(basis @ np.linalg.lstsq(basis[first], heard[first], rcond=None)[0])


def test_at_the_end_of_the_queue_the_session_rests_at_its_beginning_and_plays_again_when_asked(
    rooms: Rooms,
) -> None:
    ear = rooms.add("salon", 200)
    rooms.play("Studio", "salon")
    wait_until(lambda: not rooms.state().playing, within_s=30, what="the album's end")
    session = rooms.state()
    assert (session.queue.index, session.timeline.position_ms, session.timeline.running) == (0, 0, False)
    assert [o.device for o in session.outputs] == ["virtual-salon"]
    heard = len(ear.sounds)
    rooms.do(Play())
    wait_until(lambda: len(ear.sounds) > heard, what="sound")
    assert np.array_equal(np.round(ear.sounds[heard].samples[:50, 0] * 32_768).astype(np.int16), WAVE[:50])


def test_what_a_room_does_to_the_sound_is_heard_there_and_nowhere_else(rooms: Rooms) -> None:
    left, plain = rooms.add("left", 200), rooms.add("plain", 200)
    rooms.services.preferences.choose_for_device(DeviceId("virtual-left"), Adjustment(balance=-1.0))
    rooms.play("Studio", "left")
    rooms.listen_for(300)
    rooms.move("plain")
    rooms.listen_for(300)
    heard = left.sounds[0].samples
    assert np.array_equal(np.round(heard[:, 0] * 32_768).astype(np.int16), WAVE[: len(heard)])
    assert not heard[:, 1].any()
    assert all(np.array_equal(sound.samples[:, 0], sound.samples[:, 1]) for sound in plain.sounds)


def test_a_loud_track_is_heard_softer_to_the_sample(rooms: Rooms) -> None:
    ear = rooms.add("salon", 200)
    rooms.play("Loud", "salon")
    wait_until(lambda: len(ear.samples()) > RATE_HZ, what="a second of it")
    heard = ear.samples()[:RATE_HZ, 0] * 32_768
    assert np.abs(heard - WAVE[:RATE_HZ] * 10 ** (-6 / 20)).max() <= 0.51  # rounded once


def test_a_second_room_joins_in_step_and_leaves_without_the_first_noticing(
    rooms: Rooms, landmarks: Landmarks
) -> None:
    kitchen, bath = rooms.add("kitchen", 300), rooms.add("bath", 1_700)
    rooms.play("Landmarks", "kitchen")
    begin_ms = rooms.now_ms()
    rooms.do(Join(rooms.target("bath")))

    def both_carry() -> bool:
        return [o.state for o in rooms.state().outputs] == ["audible", "audible"]

    wait_until(both_carry, within_s=20, what="both to play")
    wait_until(lambda: any(map(landmarks.knows, bath.since(0))), what="the bath at full")
    rooms.listen_for(100)
    apart_ms = landmarks.offset_ms(landmarks.last_of(bath)) - landmarks.offset_ms(landmarks.last_of(kitchen))
    assert abs(apart_ms) <= NOTICEABLE_MS
    rooms.do(Leave(DeviceId("virtual-bath")))
    wait_until(lambda: len(rooms.state().outputs) == 1, what="the bath to leave")
    rooms.listen_for(500)
    assert bath.last_ms() < rooms.now_ms() - 200
    assert silences_ms([kitchen], begin_ms, rooms.now_ms() - 100) == []
    offsets = {round(landmarks.offset_ms(s)) for s in kitchen.since(begin_ms)}
    assert max(offsets) - min(offsets) <= 2, "the kitchen was disturbed"


def test_the_leader_leaves_and_the_other_room_plays_on(rooms: Rooms) -> None:
    rooms.add("kitchen", 300)
    bath = rooms.add("bath", 600)
    rooms.play("Landmarks", "kitchen")
    rooms.do(Join(rooms.target("bath")))
    wait_until(lambda: [o.state for o in rooms.state().outputs] == ["audible"] * 2, what="both to play")
    begin_ms = rooms.now_ms()
    rooms.do(Leave(DeviceId("virtual-kitchen")))
    wait_until(lambda: len(rooms.state().outputs) == 1, what="the kitchen to leave")
    rooms.listen_for(1_000)
    assert silences_ms([bath], begin_ms, rooms.now_ms() - 100) == []
    assert rooms.state().timeline.running
    assert rooms.state().leader == "virtual-bath"


def test_a_pause_is_silent_and_goes_on_with_the_very_next_sample(rooms: Rooms, landmarks: Landmarks) -> None:
    ear = rooms.add("salon", 900)
    rooms.play("Landmarks", "salon")
    rooms.listen_for(500)
    rooms.do(Pause())
    asked_ms = rooms.now_ms()
    rooms.listen_for(600)
    assert ear.last_ms() <= asked_ms + 150
    heard = ear.sounds[-1]
    stopped_ms = landmarks.position_ms(heard.samples) + len(heard.samples) * 1000 / RATE_HZ
    assert rooms.state().timeline.position_ms == pytest.approx(stopped_ms, abs=2)
    count = len(ear.sounds)
    rooms.do(Play())
    wait_until(lambda: len(ear.sounds) > count, what="sound")
    assert landmarks.position_ms(ear.sounds[count].samples) == pytest.approx(stopped_ms, abs=1)


def test_a_speaker_that_refuses_leaves_the_music_where_it_was(rooms: Rooms) -> None:
    ear = rooms.add("kitchen", 200)
    rooms.add("stubborn", 200, Fault.REFUSES)
    rooms.play("Landmarks", "kitchen")
    begin_ms = rooms.now_ms()
    assert rooms.move("stubborn").outcome == "failed"
    rooms.listen_for(400)
    assert silences_ms([ear], begin_ms, rooms.now_ms() - 100) == []
    assert [o.device for o in rooms.state().staying] == ["virtual-kitchen"]


def test_a_speaker_that_vanishes_during_the_move_leaves_the_music_where_it_was(rooms: Rooms) -> None:
    ear = rooms.add("kitchen", 200)
    rooms.add("garden", 3_000)
    rooms.play("Landmarks", "kitchen")
    begin_ms = rooms.now_ms()
    rooms.do(Move(rooms.target("garden")))
    rooms.services.devices.remove(DeviceId("virtual-garden"))
    wait_until(lambda: rooms.services.sessions.list_handoffs(1), what="the record")
    assert rooms.services.sessions.list_handoffs(1)[0].outcome == "failed"
    rooms.listen_for(400)
    assert silences_ms([ear], begin_ms, rooms.now_ms() - 100) == []
    assert [o.device for o in rooms.state().staying] == ["virtual-kitchen"]


def test_a_change_of_mind_during_a_move_ends_in_the_second_room(rooms: Rooms) -> None:
    kitchen, garden, bath = rooms.add("kitchen", 200), rooms.add("garden", 2_500), rooms.add("bath", 400)
    rooms.play("Landmarks", "kitchen")
    begin_ms = rooms.now_ms()
    rooms.do(Move(rooms.target("garden")))
    rooms.listen_for(300)
    rooms.do(Move(rooms.target("bath")))
    wait_until(lambda: len(rooms.services.sessions.list_handoffs(9)) == 2, within_s=20, what="both records")
    assert [r.outcome for r in rooms.services.sessions.list_handoffs(2)] == ["done", "replaced"]
    rooms.listen_for(3_000)
    assert garden.sounds == []
    assert silences_ms([kitchen, bath], begin_ms, rooms.now_ms() - 100) == []
    assert [o.device for o in rooms.state().staying] == ["virtual-bath"]


def test_falling_asleep_ends_faint_and_the_next_track_waits(rooms: Rooms) -> None:
    rooms.add("salon", 200)
    rooms.play("Studio", "salon")
    speaker = DeviceId("virtual-salon")
    rooms.services.routines.sleep.start(rooms.session, Until.TRACK, 1)
    wait_until(lambda: not rooms.state().playing, within_s=20, what="sleep")
    volumes_percent = rooms.services.devices.find(speaker).volume_percent
    assert volumes_percent < 50
    wait_until(lambda: rooms.services.devices.find(speaker).volume_percent == 50, what="the volume as before")
    state = rooms.state()
    assert (state.queue.index, state.timeline.position_ms, state.playing) == (1, 0, False)
