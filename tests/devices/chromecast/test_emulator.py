"""The emulator's manners bite: each model is given a server that it is known not to bear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices import Failed, Playing, PlayToken
from tests.devices.places import QUICK, Place, cast_place
from tests.e2e.recordings import Landmarks, write_flac
from tests.emulators.cast.profiles import ANDROID_TV, CAST_LITE, JBL, NEST_MINI, Profile
from tests.emulators.files import Files, serving_files

pytestmark = pytest.mark.slow

ONE = PlayToken("se-1.1")
SECONDS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emulator")
    write_flac(folder / "1.flac", Landmarks(seconds=SECONDS, seed=8).samples)
    return folder


@pytest.fixture
def good(folder: Path) -> Iterator[Files]:
    with serving_files(folder) as files:
        yield files


@pytest.fixture
def without_ranges(folder: Path) -> Iterator[Files]:
    with serving_files(folder, knows_ranges=False) as files:
        yield files


def load(place: Place) -> None:
    place.device.load(place.media("1.flac", duration_ms=SECONDS * 1000))


def of(profile: Profile, **more) -> Profile:
    return replace(profile, **{**QUICK, **more})


def test_one_that_probes_refuses_a_server_without_ranges(without_ranges: Files) -> None:
    with cast_place(without_ranges, of(ANDROID_TV)) as place:
        load(place)
        assert place.reports.wait_for(Failed, token=ONE).reason
        assert [r.range for r in place.receiver.player.requests] == ["bytes=0-1"]


def test_one_that_hangs_up_stops_mid_track_at_a_server_without_ranges(without_ranges: Files) -> None:
    with cast_place(without_ranges, of(CAST_LITE, buffer_ms=4_000), speed=10) as place:
        load(place)
        place.reports.wait_for(Playing, token=ONE)
        assert place.reports.wait_for(Failed, token=ONE).reason == "the speaker could not go on"
        assert 3_000 < len(place.ear.samples()) / 48 < 20_000


def test_one_that_hangs_up_comes_back_for_the_rest(good: Files) -> None:
    with cast_place(good, of(CAST_LITE, buffer_ms=4_000), speed=10) as place:
        load(place)
        place.wait_until(
            lambda: place.ear.sounds and len(place.ear.samples()) == SECONDS * 48_000, what="all of it"
        )
        asked = [r.range for r in place.receiver.player.requests]
        assert len(asked) >= 5
        assert all(range_.startswith("bytes=") and range_.endswith("-") for range_ in asked)
        assert {r.status for r in place.receiver.player.requests} == {206}


def test_one_that_takes_all_it_is_sent_dies_of_too_much(good: Files) -> None:
    with cast_place(good, of(JBL, greedy_limit_bytes=1_500_000)) as place:
        load(place)
        place.reports.wait_for(Failed, token=ONE)
        assert any("fed too fast" in noted.what for noted in place.receiver.player.log)


def test_a_level_of_the_volume_is_kept_beside_what_sounds(good: Files) -> None:
    with cast_place(good, of(NEST_MINI)) as place:
        load(place)
        place.reports.wait_for(Playing, token=ONE)
        place.device.set_volume(20)
        place.wait_until(lambda: place.receiver.platform.volumes, what="the volume")
        at_ms, level, muted = place.receiver.platform.volumes[-1]
        assert (level, muted) == (0.2, False)
        assert place.ear.sounds[0].at_ms <= at_ms <= place.clock.now_ms()
