"""What one Sonos room does in a whole house, beside what `test_sonos_profiles.py` holds every kind of room to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices import DeviceId
from devices.virtual import VirtualSpeaker
from library import Limits
from server.config import DevicesConfig
from server.http import Services
from server.sessions import Move, PlayNow, Seek, Session, SessionId
from tests.builders.audio import make_audio
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, write_flac
from tests.emulators.sonos.household import EmulatedHousehold

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

SECONDS = 40


@pytest.fixture(scope="module")
def noise() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=7)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, noise: Landmarks) -> Path:
    folder = tmp_path_factory.mktemp("sonos")
    tag(write_flac(folder / "Noise/1.flac", noise.samples), title="Noise", artist="N", album="Landmarks")
    tag(make_audio(folder / "Tone/1.opus", seconds=200), title="Tone", artist="N", album="Long")
    return folder


@dataclass
class Home:
    """The whole house in this process, with Sonos rooms around it that it finds by an address of its settings."""

    services: Services
    household: EmulatedHousehold
    ears: dict[str, Recording]
    noise: Landmarks
    session: SessionId

    def id(self, room: str) -> DeviceId:
        [uid] = [s.uid for s in self.household.speakers if s.name == room]
        return DeviceId(f"sonos-{uid}")

    def state(self) -> Session:
        return self.services.sessions.get(self.session)

    def play(self, device: DeviceId, album: str = "Landmarks") -> None:
        [found] = self.services.library.search(
            album, artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        tracks = self.services.library.get_release(found.id).tracks
        entries = tuple((t.id, t.duration_ms) for t in tracks)
        self.services.sessions.command(
            self.session, PlayNow(entries, target=self.services.sessions.target(device))
        )
        wait_until(lambda: self.state().timeline.running, what=f"{device} to play")

    def move(self, device: DeviceId):
        before = len(self.services.sessions.list_handoffs(100))
        self.services.sessions.command(self.session, Move(self.services.sessions.target(device)))
        wait_until(
            lambda: len(self.services.sessions.list_handoffs(100)) > before, within_s=25, what="the move"
        )
        return self.services.sessions.list_handoffs(1)[0]

    def heard_ms(self, room: str, at_ms: int) -> float:
        sound = [s for s in self.ears[room].since(0) if s.at_ms <= at_ms and self.noise.knows(s)][-1]
        return self.noise.position_ms(sound.samples) + at_ms - sound.at_ms

    def listen_for(self, duration_ms: int) -> None:
        begin_ms = self.services.clock.now_ms()
        wait_until(lambda: self.services.clock.now_ms() - begin_ms >= duration_ms)


@pytest.fixture
def home(tmp_path: Path, music: Path, noise: Landmarks, request) -> Iterator[Home]:
    ears = {"Bath": Recording(), "Kitchen": Recording()}
    with EmulatedHousehold().running() as household:
        bath = household.add("Bath", getattr(request, "param", "s2"), ears["Bath"])
        sonos = DevicesConfig(sonos=(bath.address,))
        with open_house(tmp_path / "data", music, devices=sonos) as opened:
            services = opened.services
            opened.house.speakers.start()
            owner = services.accounts.add("ann", "correct horse battery").id
            home = Home(services, household, ears, noise, services.sessions.create(owner, "Ann").id)
            wait_until(lambda: services.devices.find(home.id("Bath")), what="the bath to be found")
            yield home


def test_what_must_be_converted_and_has_no_size_beforehand_moves_from_mid_track_on(home: Home) -> None:
    """Opus, which no Sonos plays, is sent as AAC that grows."""
    services = home.services
    kitchen = VirtualSpeaker(
        "kitchen", report=services.devices.report, now_ms=services.clock.now_ms, start_latency_ms=100
    )
    services.devices.add(kitchen)
    home.play(DeviceId("virtual-kitchen"), "Long")
    services.sessions.command(home.session, Seek(60_000))
    home.listen_for(500)
    assert home.move(home.id("Bath")).outcome == "done"
    wait_until(lambda: len(home.ears["Bath"].samples()) > 3 * RATE_HZ, what="three seconds of it")


def test_what_began_in_mid_track_can_be_sought_back_to_before_that(home: Home) -> None:
    services = home.services
    services.devices.add(
        VirtualSpeaker(
            "kitchen",
            report=services.devices.report,
            now_ms=services.clock.now_ms,
            start_latency_ms=100,
            ear=home.ears["Kitchen"],
        )
    )
    home.play(DeviceId("virtual-kitchen"))
    services.sessions.command(home.session, Seek(20_000))
    home.listen_for(500)
    home.move(home.id("Bath"))
    services.sessions.command(home.session, Seek(5_300))

    def is_there() -> bool:
        now_ms = services.clock.now_ms()
        return 5_300 <= home.heard_ms("Bath", now_ms) < 9_000

    wait_until(is_there, what="the fifth second")
    home.listen_for(1_500)
    now_ms = services.clock.now_ms()
    assert home.state().timeline.position_at(now_ms) == pytest.approx(home.heard_ms("Bath", now_ms), abs=100)


@pytest.mark.parametrize("home", ["stubborn"], indirect=True)
def test_a_speaker_that_waits_for_its_old_stream_to_end_plays_the_new_one_at_once(home: Home) -> None:
    """It acts on no load while the old response is open: what is superseded must be cut off."""
    home.play(home.id("Bath"))
    home.listen_for(1_000)
    heard = len(home.ears["Bath"].sounds)
    home.play(home.id("Bath"))
    wait_until(lambda: len(home.ears["Bath"].sounds) > heard, within_s=6, what="the new one")
