"""A real house plays on every model of Cast receiver, which really fetch and decode: what they sounded is compared
with the files. The house and the receivers share a clock that runs faster than time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image

from devices import DeviceId
from devices.chromecast import Chromecast
from library import Limits
from server.build import House
from server.sessions import Command, Pause, Play, PlayNow, Seek, Session, SessionId
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.devices.places import sighting_of
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, write_flac
from tests.emulators.cast.profiles import JBL, PROFILES, Profile
from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.clock import FastClock

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

SPEED = 5.0
# Each of the others differs from one of these in numbers only; `make soak` has them all.
QUICK_ONES = ("nest-mini", "cast-lite", "android-tv")
MODELS = [
    pytest.param(name, marks=() if name in QUICK_ONES else pytest.mark.soak) for name in sorted(PROFILES)
]
CUT_S = 4  # where the disc is cut in two


@dataclass
class Evening:
    """A house, one receiver in it, and the session that plays there."""

    house: House
    receiver: CastReceiver
    device: DeviceId
    ear: Recording
    session: SessionId

    def play(self, release: str) -> None:
        library = self.house.services.library
        [found] = library.search(
            release, artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        entries = tuple((t.id, t.duration_ms) for t in library.get_release(found.id).tracks)
        self.do(PlayNow(entries, target=self.house.services.sessions.target(self.device)))

    def do(self, command: Command) -> None:
        self.house.services.sessions.command(self.session, command)

    def state(self) -> Session:
        return self.house.services.sessions.get(self.session)


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=75, seed=11)


@pytest.fixture(scope="module")
def disc() -> Landmarks:
    return Landmarks(seconds=7, seed=12)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks, disc: Landmarks) -> Path:
    folder = tmp_path_factory.mktemp("casting")
    tag(write_flac(folder / "A/1.flac", landmarks.samples), title="Noise", artist="N", album="Landmarks")
    noise = np.random.default_rng(13).integers(-32_000, 32_000, (75 * RATE_HZ, 2)).astype(np.int16)
    tag(write_flac(folder / "C/1.flac", noise), title="Heavy", artist="N", album="Heavy")
    Image.new("RGB", (800, 800), "teal").save(folder / "A/cover.jpg")
    parts = disc.samples[: CUT_S * RATE_HZ], disc.samples[CUT_S * RATE_HZ :]
    for number, part in enumerate(parts, 1):
        path = write_flac(folder / f"B/{number}.flac", part)
        tag(path, title=f"Part {number}", artist="N", album="Disc", tracknumber=str(number))
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, music: Path) -> Iterator[House]:
    data, clock = tmp_path_factory.mktemp("data"), FastClock(SPEED)
    with open_house(data, music, clock=clock) as opened:
        opened.services.accounts.add("ann", "correct horse battery")
        yield opened.house


@contextmanager
def evening(house: House, profile: Profile) -> Iterator[Evening]:
    services, ear = house.services, Recording()
    [owner] = services.accounts.list()
    receiver = CastReceiver("Kitchen", profile, now_ms=services.clock.now_ms, ear=ear).start()
    hub, sighting = services.devices, sighting_of(receiver)
    hub.add(
        Chromecast(
            sighting,
            report=hub.report,
            now_ms=services.clock.now_ms,
            token_of=services.streams.find_token,
            tick_s=0.02,
        )
    )
    try:
        yield Evening(house, receiver, sighting.id, ear, services.sessions.create(owner.id, "Ann").id)
    finally:
        hub.remove(sighting.id)
        receiver.close()


@pytest.mark.parametrize("name", MODELS)
def test_every_model_plays_seeks_waits_and_joins_an_album_sample_by_sample(
    house: House, landmarks: Landmarks, disc: Landmarks, name: str
) -> None:
    profile = PROFILES[name]
    with evening(house, profile) as kitchen:
        ear = kitchen.ear
        kitchen.play("Landmarks")
        wait_until(lambda: len(ear.sounds) > 20, what="sound")
        assert landmarks.position_ms(ear.sounds[0].samples) == 0
        line_is_true(kitchen, landmarks)

        sounds = len(ear.sounds)
        kitchen.do(Seek(40_000))
        wait_until(lambda: is_past(ear, sounds, landmarks, 40_000), what="the seek")
        line_is_true(kitchen, landmarks)

        kitchen.do(Pause())
        wait_until(lambda: kitchen.receiver.player.state == "PAUSED", what="the pause")
        position_ms, sounds = ear.sounds[-1].end_ms, len(ear.sounds)
        stopped_ms = landmarks.position_ms(ear.sounds[-1].samples) + position_ms - ear.sounds[-1].at_ms
        kitchen.do(Play())
        wait_until(lambda: len(ear.sounds) > sounds, what="sound")
        assert landmarks.position_ms(ear.sounds[sounds].samples) == pytest.approx(stopped_ms, abs=0.1)

        album = Recording()
        kitchen.receiver.player.ear = album
        kitchen.play("Disc")
        wait_until(lambda: kitchen.state().queue.index == 1, what="the second part")
        wait_until(lambda: not kitchen.state().playing, what="the album's end")
        sounds = [s for s in album.sounds if s.at_ms >= first_of(album, disc)]
        heard = np.concatenate([s.samples for s in sounds])
        assert np.array_equal(np.round(heard * 32_768).astype(np.int16), disc.samples)
        gaps = [b.at_ms - a.end_ms for a, b in pairwise(sounds)]
        assert max(gaps) <= profile.joint_ms + 2


def is_past(ear: Recording, since: int, track: Landmarks, position_ms: int) -> bool:
    """It sounds from there on, and did not begin before."""
    late = [track.position_ms(s.samples) for s in ear.sounds[since:]]
    return bool(late) and position_ms <= late[-1] < position_ms + 20_000


def line_is_true(kitchen: Evening, track: Landmarks) -> None:
    """The session's position is what was heard at its time, as far as the model tells in time what it does."""
    bound_ms = kitchen.receiver.profile.lag_ms + 60 * SPEED

    def error_ms() -> float:
        line, sound = kitchen.state().timeline, kitchen.ear.sounds[-1]
        return abs(line.position_ms - (track.position_ms(sound.samples) + line.at_ms - sound.at_ms))

    wait_until(lambda: kitchen.state().timeline.running and error_ms() <= bound_ms, what="a true line")


def first_of(ear: Recording, track: Landmarks) -> int:
    """When the track was first heard; what sounded before is of another one."""
    for sound in ear.sounds:
        try:
            track.position_ms(sound.samples)
        except (AssertionError, IndexError):
            continue
        return sound.at_ms
    raise AssertionError("it was never heard")


@pytest.mark.soak
def test_a_model_that_dies_of_too_much_is_fed_at_a_pace(house: House, music: Path) -> None:
    """The track is larger than it bears, were it to come at once; a receiver that is not greedy would prove nothing."""
    assert (music / "C/1.flac").stat().st_size > JBL.greedy_limit_bytes
    with evening(house, replace(JBL, launch_ms=100, start_ms=100)) as kitchen:
        kitchen.play("Heavy")
        wait_until(
            lambda: kitchen.receiver.player.received_bytes > JBL.greedy_limit_bytes,
            within_s=30,
            what="more than its limit",
        )
        assert [each.what for each in kitchen.receiver.player.log] == ["load", "starts"]


def test_a_screen_shows_the_cover_without_a_login(house: House) -> None:
    with evening(house, PROFILES["android-tv"]) as kitchen:
        kitchen.play("Landmarks")
        wait_until(lambda: kitchen.receiver.player.current, what="the load")
        [image] = kitchen.receiver.player.current.media["metadata"]["images"]
        answer = requests.get(image["url"], timeout=5)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        forged = requests.get(image["url"].replace("/stream/", "/stream/x"), timeout=5)
        assert forged.status_code == 403
