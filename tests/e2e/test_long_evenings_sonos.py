"""An album of eight hours on every kind of Sonos room, on a clock that goes as fast as everybody can follow: no stop,
no skip, no restart.

Each millisecond of it has a value of its own within half a minute, so that every sample tells its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest

from devices import DeviceId
from devices.sonos import SonosRooms
from library import Limits
from server.build import House
from server.http import Services
from server.sessions import PlayNow, Session, SessionId
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import RATE_HZ
from tests.emulators.clock import TURN_S, SteppedClock
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES
from tests.emulators.sonos.speaker import EmulatedSpeaker

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(7_200),
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

SPEED = 400.0  # in mid-track; where anybody is behind time waits
CAREFUL_SPEED = 3.0  # where one track follows another: deadlines of sessions are a few seconds
LEAST_AHEAD_MS = 5_000  # the decoder is waited for
MOST_UNHEARD_MS = 3_000  # so is the room's thread
STARVED_SPEED = 0.1
UNSEEN_MS = 25_000  # a session gives a device up that says nothing for 60 s
TRACKS, MINUTES = 24, 20
PERIOD_MS = 30_000  # a track is a whole number of them
FRAMES = TRACKS * MINUTES * 60 * RATE_HZ


@dataclass
class Listener:
    """Follows what sounds and keeps only what is wrong with it."""

    gap_bound_ms: float
    frames: int = 0
    end_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __call__(self, at_ms: int, samples: np.ndarray) -> None:
        if self.frames and at_ms - self.end_ms > self.gap_bound_ms:
            self.wrong.append(f"silent for {at_ms - self.end_ms:.0f} ms after {self.frames / RATE_HZ:.1f} s")
        expected = (self.frames // (RATE_HZ // 1000)) % PERIOD_MS
        if round(float(samples[0, 0]) * 32_768) != expected:
            self.wrong.append(f"another place than {self.frames / RATE_HZ:.3f} s")
        self.frames += len(samples)
        self.end_ms = at_ms + len(samples) * 1000 / RATE_HZ


@dataclass
class SonosKitchen:
    speaker: EmulatedSpeaker
    device: DeviceId

    def fitting_speed(self, session: Session, heard: int) -> float:
        """`heard` tracks sounded before this one; what the session knows comes by our driver's looks."""
        transport, now_ms = self.speaker.transport, self.speaker.household.clock.now_ms()
        [output] = session.outputs
        is_unseen = output.line is None or now_ms - output.line.at_ms > UNSEEN_MS
        if transport.state == "PLAYING" and transport.ahead_ms() < LEAST_AHEAD_MS:
            return STARVED_SPEED
        if transport.unheard_ms() > MOST_UNHEARD_MS:
            return STARVED_SPEED
        if transport.state != "PLAYING" or is_unseen:
            return 1.0
        left_ms = MINUTES * 60_000 - transport.position_ms()
        is_followed = heard == TRACKS - 1 or left_ms > 22_000 or transport.following_ms() > 2 * LEAST_AHEAD_MS
        return SPEED if is_followed and heard == session.queue.index else CAREFUL_SPEED

    def joints(self) -> int:
        """Each track was asked for from its beginning once, or twice by who does that."""
        begun = [each.url for each in self.speaker.fetched if each.range is None]
        assert len(begun) == TRACKS * (2 if self.speaker.profile.asks_twice else 1)
        return len(set(begun)) - 1


def write_track(path: Path) -> Path:
    """FLAC, a minute at a time."""
    mono = (np.arange(60 * RATE_HZ) // (RATE_HZ // 1000) % PERIOD_MS).astype(np.int16)
    minute = np.stack([mono, mono], axis=1).reshape(1, -1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(path, "w", format="flac") as output:
        stream = output.add_stream("flac", rate=RATE_HZ)
        stream.layout, stream.format = "stereo", "s16"
        for start in range(0, MINUTES * 60 * RATE_HZ, 4_000):
            at = start % (60 * RATE_HZ) * 2
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(minute[:, at : at + 8_000]), "s16", "stereo"
            )
            frame.sample_rate, frame.pts = RATE_HZ, start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evenings")
    first = write_track(folder / "Album/1.flac")
    for number in range(1, TRACKS + 1):
        path = first if number == 1 else Path(shutil.copy(first, folder / f"Album/{number}.flac"))
        tag(path, title=f"Part {number}", artist="L", album="Long", tracknumber=str(number))
    return folder


@pytest.fixture
def house(tmp_path: Path, music: Path) -> Iterator[House]:
    with closing(SteppedClock()) as clock, open_house(tmp_path / "data", music, clock=clock) as opened:
        yield opened.house


@contextmanager
def sonos_kitchen(services: Services, name: str, listener: Listener) -> Iterator[SonosKitchen]:
    clock, hub = services.clock, services.devices
    with EmulatedHousehold(clock).running() as household:
        speaker = household.add("Kitchen", name, listener)
        device = DeviceId(f"sonos-{speaker.uid}")
        rooms = SonosRooms(hub=hub, now_ms=clock.now_ms, token_of=services.streams.find_token, tick_s=0.05)
        try:
            rooms.sighted(speaker.address)
            wait_until(lambda: hub.find(device), what="the kitchen to be found")
            yield SonosKitchen(speaker, device)
        finally:
            rooms.close()
            hub.remove(device)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_eight_hours_are_heard_without_a_stop_a_skip_or_a_restart(house: House, name: str) -> None:
    listener, services = Listener(gap_bound_ms=2), house.services
    with ExitStack() as stack:
        kitchen = stack.enter_context(sonos_kitchen(services, name, listener))
        session = begin(services, kitchen.device)
        wait_until(lambda: listener.frames and services.sessions.get(session).timeline.running, what="sound")

        def step_ms() -> float:
            """The server's loop would look at the pace of a stream once in a second of its own."""
            house.server._waitress.pull_trigger()
            heard = listener.frames * TRACKS // FRAMES
            return TURN_S * 1000 * kitchen.fitting_speed(services.sessions.get(session), heard)

        services.clock.step_ms = step_ms
        stack.callback(services.clock.hurry, 1)
        wait_until(
            lambda: listener.wrong or not services.sessions.get(session).playing,
            within_s=7_000,
            what="the end of the evening",
        )
        assert listener.wrong == []
        assert listener.frames == FRAMES
        assert kitchen.joints() == TRACKS - 1


def begin(services: Services, device: DeviceId) -> SessionId:
    owner = services.accounts.add("ann", "correct horse battery").id
    [found] = services.library.search(
        "Long", artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
    ).releases
    entries = tuple((t.id, t.duration_ms) for t in services.library.get_release(found.id).tracks)
    session = services.sessions.create(owner, "Ann").id
    services.sessions.command(session, PlayNow(entries, target=services.sessions.target(device)))
    return session
