"""Every kind of Sonos room through everything that befalls a speaker, in a real house; what is heard is compared with
the files. The clock makes whoever is behind wait, so that a busy machine makes this longer and not worse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from devices import DeviceId
from devices.hub import DeviceState
from devices.virtual import VirtualSpeaker
from library import Limits
from server.config import DevicesConfig
from server.http import Services
from server.sessions import Command, Move, Pause, Play, PlayNow, Seek, Session, SessionId
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, silences_ms, write_flac
from tests.emulators.clock import SteppedClock
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES
from tests.emulators.sonos.speaker import EmulatedSpeaker

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

SECONDS = 60
DISC_S, CUT_S = 7, 4  # of another album, cut in two
HURRY = 300
STEP_MS = 150  # what a move may be off by, and what is known of a place told in whole seconds
PATIENCE_S = 40
PATIENTLY = {"within_s": PATIENCE_S}


@pytest.fixture(scope="module")
def noise() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=7)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, noise: Landmarks) -> Path:
    folder = tmp_path_factory.mktemp("rooms")
    tag(write_flac(folder / "A/1.flac", noise.samples), title="Noise", artist="N", album="Landmarks")
    disc = noise.samples[: DISC_S * RATE_HZ]
    for number, part in enumerate((disc[: CUT_S * RATE_HZ], disc[CUT_S * RATE_HZ :]), 1):
        path = write_flac(folder / f"B/{number}.flac", part)
        tag(path, title=f"Part {number}", artist="N", album="Disc", tracknumber=str(number))
    return folder


@dataclass
class Evening:
    """A house with a bath of one kind, and a session."""

    data: Path
    music: Path
    noise: Landmarks
    household: EmulatedHousehold
    speaker: EmulatedSpeaker
    ear: Recording
    clock: SteppedClock
    services: Services = field(init=False)
    session: SessionId = field(init=False)
    port: int = 0
    _open: ExitStack = field(default_factory=ExitStack)

    @property
    def bath(self) -> DeviceId:
        return DeviceId(f"sonos-{self.speaker.uid}")

    def begin(self) -> None:
        """The server starts, and finds the bath."""
        sonos = DevicesConfig(sonos=(self.speaker.address,))
        opened = self._open.enter_context(
            open_house(
                self.data, self.music, port=self.port, clock=self.clock, devices=sonos, is_scanned=True
            )
        )
        self.port, self.services = opened.port, opened.services
        opened.house.speakers.start()

    def end(self) -> None:
        """The server stops; the rooms do as they please."""
        self._open.close()

    def found(self, device: DeviceId | None = None) -> DeviceState:
        return wait_until(
            lambda: self.services.devices.find(device or self.bath), what="the device", **PATIENTLY
        )

    def state(self) -> Session:
        return self.services.sessions.get(self.session)

    def do(self, command: Command) -> None:
        self.services.sessions.command(self.session, command)

    def play(self, release: str = "Landmarks", device: DeviceId | None = None) -> None:
        library = self.services.library
        [found] = library.search(
            release, artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        entries = tuple((t.id, t.duration_ms) for t in library.get_release(found.id).tracks)
        self.do(PlayNow(entries, target=self.services.sessions.target(device or self.bath)))
        wait_until(lambda: self.state().timeline.running, what="it to play", **PATIENTLY)

    def move(self, device: DeviceId) -> None:
        before = len(self.services.sessions.list_handoffs(9))
        self.do(Move(self.services.sessions.target(device)))
        wait_until(
            lambda: len(self.services.sessions.list_handoffs(9)) > before, what="the move", **PATIENTLY
        )
        record = self.services.sessions.list_handoffs(1)[0]
        assert record.outcome == "done", record
        self.pass_ms(1_500)  # one room fades into the other

    def pass_ms(self, duration_ms: int) -> None:
        end_ms = self.clock.now_ms() + duration_ms
        wait_until(lambda: self.clock.now_ms() >= end_ms, what="time", **PATIENTLY)

    def heard_ms(self, ear: Recording, at_ms: int) -> float:
        """Where in the noise it was at this time, by what was heard at full."""
        sound = [s for s in ear.since(0) if s.at_ms <= at_ms and self.noise.knows(s)][-1]
        return self.noise.position_ms(sound.samples) + at_ms - sound.at_ms

    def is_true(self) -> None:
        """The session knows where the music is, or soon does."""

        def is_so() -> bool:
            line, at_ms = self.state().timeline, self.clock.now_ms() - 100
            is_heard = bool(self.ear.since(at_ms - 2_000, at_ms - 500)) and at_ms - self.ear.last_ms() < 500
            return (
                line.running
                and is_heard
                and abs(line.position_at(at_ms) - self.heard_ms(self.ear, at_ms)) <= STEP_MS
            )

        wait_until(is_so, what="a true timeline", **PATIENTLY)

    def plays_as_in_the_file(self) -> None:
        """All that was heard, without a gap."""
        samples = self.ear.samples()
        heard = np.round(samples * 32_768).astype(np.int16)
        assert np.array_equal(heard, self.noise.samples[: len(heard)])
        assert silences_ms([self.ear], self.ear.sounds[0].at_ms, self.ear.last_ms()) == []

    def goes_on(self) -> None:
        """Longer than with what it held when its stream broke off."""
        end_ms = self.ear.last_ms() + 25_000
        self.clock.hurry(4)
        wait_until(lambda: self.ear.last_ms() > end_ms, what="it to go on", **PATIENTLY)

    def loads(self) -> int:
        return [call.action for call in self.speaker.calls].count("SetAVTransportURI")

    def kitchen(self) -> tuple[DeviceId, Recording]:
        """A place of another kind."""
        ear, hub = Recording(), self.services.devices
        hub.add(
            VirtualSpeaker(
                "kitchen", report=hub.report, now_ms=self.clock.now_ms, start_latency_ms=300, ear=ear
            )
        )
        return DeviceId("virtual-kitchen"), ear


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory, music: Path) -> Path:
    """A data folder that knows the music, to be copied."""
    folder = tmp_path_factory.mktemp("scanned")
    with open_house(folder, music) as house:
        house.services.accounts.add("ann", "correct horse battery")
    return folder


@pytest.fixture
def evening_in(
    tmp_path: Path, scanned: Path, music: Path, noise: Landmarks, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Evening]]:
    monkeypatch.delenv("SEGUE_ADMIN_PASSWORD", raising=False)
    with ExitStack() as stack:

        def build(profile: str) -> Evening:
            clock, ear = SteppedClock(), Recording()
            stack.callback(clock.close)
            household = stack.enter_context(EmulatedHousehold(clock).running())
            speaker = household.add("Bath", profile, ear)
            data = Path(shutil.copytree(scanned, tmp_path / "data"))
            evening = Evening(data, music, noise, household, speaker, ear, clock)
            stack.callback(evening.end)
            evening.begin()
            evening.session = evening.services.sessions.create(
                evening.services.accounts.get("ann").id, "Ann"
            ).id
            evening.found()
            return evening

        yield build


def start(evening: Evening) -> None:
    evening.play()
    evening.is_true()
    evening.plays_as_in_the_file()


def seek(evening: Evening) -> None:
    evening.play()
    evening.do(Seek(30_700))

    def is_there() -> bool:
        at_ms = evening.clock.now_ms()
        return 30_000 <= evening.heard_ms(evening.ear, at_ms) < 45_000

    wait_until(is_there, what="the thirtieth second", **PATIENTLY)
    evening.is_true()


def pause_10_min(evening: Evening) -> None:
    evening.play()
    evening.do(Pause())
    wait_until(lambda: evening.speaker.transport.state == "PAUSED_PLAYBACK", what="the pause", **PATIENTLY)
    evening.pass_ms(500)  # our driver has seen it, too
    heard = len(evening.ear.samples())
    evening.clock.hurry(HURRY)
    evening.pass_ms(600_000)
    evening.clock.hurry(1)
    assert len(evening.ear.samples()) == heard
    assert not evening.state().timeline.running
    evening.do(Play())
    wait_until(lambda: len(evening.ear.samples()) > heard + RATE_HZ, what="sound", **PATIENTLY)
    evening.is_true()
    samples = np.round(evening.ear.samples() * 32_768).astype(np.int16)
    assert np.array_equal(samples, evening.noise.samples[: len(samples)]), "not with the very next sample"


def album(evening: Evening) -> None:
    evening.play("Disc")
    wait_until(lambda: not evening.state().playing, what="the album's end", **PATIENTLY)
    assert len(evening.ear.samples()) == DISC_S * RATE_HZ
    evening.plays_as_in_the_file()
    assert evening.loads() == 1


def handoff_in(evening: Evening) -> None:
    kitchen, ear = evening.kitchen()
    evening.play(device=kitchen)
    evening.pass_ms(800)
    _moves(evening, evening.bath, ear, evening.ear)


def handoff_out(evening: Evening) -> None:
    kitchen, ear = evening.kitchen()
    evening.play()
    evening.is_true()
    _moves(evening, kitchen, evening.ear, ear)


def _moves(evening: Evening, to: DeviceId, here: Recording, there: Recording) -> None:
    """Without silence, and in its place."""
    asked_ms, volume = evening.clock.now_ms(), evening.speaker.volume
    was_ms = evening.heard_ms(here, asked_ms)
    evening.move(to)
    now_ms = evening.clock.now_ms()
    step_ms = evening.heard_ms(there, now_ms) - now_ms - (was_ms - asked_ms)
    assert abs(step_ms) <= STEP_MS
    assert silences_ms([here, there], asked_ms, now_ms - 300) == []
    assert evening.speaker.volume == volume


def group(evening: Evening) -> None:
    """Another room joins in mid-play, and leaves."""
    hub, ear = evening.services.devices, Recording()
    den = DeviceId(f"sonos-{evening.household.add('Den', evening.speaker.profile, ear).uid}")
    evening.found(den)
    evening.play()
    hub.regroup(evening.bath, [evening.bath, den])
    wait_until(lambda: len(evening.found().info.members) == 2 and ear.sounds, what="the den", **PATIENTLY)
    at_ms = evening.clock.now_ms()
    wait_until(lambda: ear.last_ms() > at_ms + 500, what="more of it", **PATIENTLY)
    apart_ms = evening.heard_ms(ear, at_ms) - evening.heard_ms(evening.ear, at_ms)
    assert abs(apart_ms) <= 2
    hub.regroup(evening.bath, [evening.bath])
    evening.found(den)
    evening.is_true()
    evening.plays_as_in_the_file()
    assert [output.device for output in evening.state().outputs] == [evening.bath]


def power_cut(evening: Evening) -> None:
    """It is back within a minute: the music goes on where it would be."""
    evening.play()
    evening.is_true()
    evening.speaker.cut_power()
    wait_until(lambda: not evening.found().is_reachable, what="the loss", **PATIENTLY)
    sounds = len(evening.ear.sounds)
    evening.speaker.restore_power()
    wait_until(lambda: len(evening.ear.sounds) > sounds, what="sound", **PATIENTLY)
    evening.is_true()
    assert not evening.household.slaves_of(evening.speaker) or evening.found().info.members == ()


def network_cut(evening: Evening) -> None:
    """What plays on meanwhile is recognised, and not disturbed."""
    evening.play()
    evening.is_true()
    evening.speaker.cut_network()
    wait_until(lambda: not evening.found().is_reachable, what="the loss", **PATIENTLY)
    evening.speaker.mend_network()
    wait_until(lambda: evening.found().is_reachable, what="its return", **PATIENTLY)
    evening.is_true()
    evening.plays_as_in_the_file()
    assert evening.loads() == 1
    evening.goes_on()


def takeover(evening: Evening) -> None:
    """Somebody plays something else in the app: we yield, say who, and stay away."""
    evening.play()
    evening.speaker.take_over()
    wait_until(lambda: evening.found().occupied_by == "Spotify", what="it to be seen", **PATIENTLY)
    wait_until(lambda: not evening.state().timeline.running, what="the session to yield", **PATIENTLY)
    evening.pass_ms(3_000)
    assert evening.loads() == 1
    assert evening.speaker.transport.current.uri.startswith("x-sonos-spotify:")


def server_restart(evening: Evening) -> None:
    """What plays on is taken back as it is."""
    evening.play()
    evening.is_true()
    evening.end()
    evening.begin()
    evening.found()
    evening.is_true()
    evening.plays_as_in_the_file()
    assert evening.loads() == 1
    evening.goes_on()


SCENARIOS = (
    start, seek, pause_10_min, album, handoff_in, handoff_out, group, power_cut, network_cut, takeover, server_restart,
)  # fmt: skip
# `make soak` has all; in `make test` other tests have each of these on S2.
QUICK_ONES = {
    ("twice", start), ("reopening", pause_10_min), ("s1", handoff_in), ("pair", handoff_out), ("s2", server_restart),
}  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "scenario"),
    [
        pytest.param(
            profile,
            scenario,
            marks=() if (profile, scenario) in QUICK_ONES else pytest.mark.soak,
            id=f"{profile}-{scenario.__name__}",
        )
        for profile in sorted(PROFILES)
        for scenario in SCENARIOS
    ],
)
def test_it_comes_through(
    evening_in: Callable[[str], Evening], profile: str, scenario: Callable[[Evening], None]
) -> None:
    scenario(evening_in(profile))
