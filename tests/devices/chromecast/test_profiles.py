"""Every model through what befalls a speaker: a long pause, another driver, cuts of network and power, a takeover.

The clock is hurried through what takes long. What was heard is compared with the file, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices import Found, Lost, Occupied, Paused, Playing, PlayToken, Stopped
from devices.chromecast import Chromecast
from tests.devices.places import Place, Reports, cast_place, sighting_of
from tests.e2e.recordings import Landmarks, write_flac
from tests.emulators.cast.profiles import PROFILES
from tests.emulators.files import Files, serving_files, token_of

pytestmark = pytest.mark.slow

ONE, TWO = PlayToken("se-1.1"), PlayToken("se-1.2")
SECONDS = 60
SPEED = 8.0  # launches and prebuffers are as slow as the model's
HURRY = 300.0
SILENCE_MS = 240_000


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=5)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks) -> Iterator[Files]:
    folder = tmp_path_factory.mktemp("profiles")
    write_flac(folder / "1.flac", landmarks.samples)
    with serving_files(folder) as files:
        yield files


# Each of the others differs from one of these in numbers only; `make soak` has them all.
QUICK_ONES = ("nest-mini", "cast-lite", "group")
MODELS = [
    pytest.param(name, marks=() if name in QUICK_ONES else pytest.mark.soak) for name in sorted(PROFILES)
]


def driver(place: Place, reports: Reports) -> Chromecast:
    return Chromecast(
        sighting_of(place.receiver),
        report=reports,
        now_ms=place.clock.now_ms,
        token_of=token_of,
        tick_s=0.01,
        silence_ms=SILENCE_MS,
    )


@pytest.fixture(params=MODELS)
def place(request: pytest.FixtureRequest, files: Files) -> Iterator[Place]:
    with cast_place(files, PROFILES[request.param], speed=SPEED) as place:
        place.device.close()
        place.device = driver(place, place.reports)
        yield place


def load(place: Place, token: PlayToken, start_ms: int = 0) -> None:
    place.device.load(place.media("1.flac", token, duration_ms=SECONDS * 1000, start_ms=start_ms))
    place.reports.wait_for(Playing, token=token)


def test_it_comes_through_all_that_befalls_a_speaker(place: Place, landmarks: Landmarks) -> None:
    load(place, ONE, 5_000)
    place.wait_until(lambda: place.ear.sounds, what="sound")
    assert landmarks.position_ms(place.ear.sounds[0].samples) == pytest.approx(5_000, abs=0.1)
    waits_ten_minutes(place, landmarks)
    plays_on_under_another_driver(place)
    is_found_after_a_network_cut(place)
    yields_to_another_app(place)
    plays_again_after_a_power_cut(place)


def waits_ten_minutes(place: Place, landmarks: Landmarks) -> None:
    place.device.pause(ONE)
    place.reports.wait_for(Paused, token=ONE)
    stopped_ms = 5_000 + len(place.ear.samples()) / 48
    since, sounds = len(place.reports.said), len(place.ear.sounds)
    place.clock.hurry(HURRY)
    place.listen_for(600_000)
    place.clock.hurry(SPEED)
    assert len(place.ear.sounds) == sounds
    assert {kind for kind, _ in place.reports.tokens(since=since)} <= {"Paused"}
    place.device.play(ONE)
    place.wait_until(lambda: len(place.ear.sounds) > sounds, what="sound")
    assert landmarks.position_ms(place.ear.sounds[sounds].samples) == pytest.approx(stopped_ms, abs=0.1)
    place.reports.wait_for(Playing, token=ONE, since=since)


def plays_on_under_another_driver(place: Place) -> None:
    place.device.close()
    place.clock.hurry(1)
    sounds = len(place.ear.sounds)
    place.device = driver(place, reports := Reports())
    said = reports.wait_for(Playing, token=ONE)
    true_ms = place.receiver.player.position_ms(said.at_ms)
    assert said.position_ms == pytest.approx(true_ms, abs=150)
    place.wait_until(lambda: len(place.ear.sounds) > sounds, what="more")
    place.reports = reports


def is_found_after_a_network_cut(place: Place) -> None:
    place.device.pause(ONE)  # so that it is still there when the silence was noticed
    place.reports.wait_for(Paused, token=ONE)
    place.receiver.network.cut()
    place.clock.hurry(HURRY)
    place.reports.wait_for(Lost)
    place.clock.hurry(SPEED)
    since = len(place.reports.said)
    place.receiver.network.mend()
    place.device.seen(sighting_of(place.receiver))
    place.reports.wait_for(Found, since=since)
    place.reports.wait_for(Paused, token=ONE, since=since)


def yields_to_another_app(place: Place) -> None:
    place.receiver.take_over("Spotify")
    assert "Spotify" in place.reports.wait_for(Stopped, token=ONE).reason
    assert place.reports.wait_for(Occupied).by == "Spotify"


def plays_again_after_a_power_cut(place: Place) -> None:
    since = len(place.reports.said)
    place.receiver.cut_power()
    place.reports.wait_for(Lost, since=since)
    place.receiver.start()
    place.device.seen(sighting_of(place.receiver))
    place.reports.wait_for(Found, since=since)
    sounds = len(place.ear.sounds)
    load(place, TWO, 1_000)
    place.wait_until(lambda: len(place.ear.sounds) > sounds, what="sound")
