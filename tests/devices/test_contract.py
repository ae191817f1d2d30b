"""What every device does alike, told by what was really heard: the same cases against every kind of driver."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from devices import DeviceError, Ended, Failed, Paused, Playing, PlayToken, Stopped, VolumeChanged
from tests.devices.places import PLACES, Place
from tests.e2e.recordings import Landmarks, Sound, write_flac
from tests.emulators.files import Files, serving_files

pytestmark = pytest.mark.slow

ONE, TWO = PlayToken("se-1.1"), PlayToken("se-1.2")


@pytest.fixture(scope="module")
def landmarks() -> list[Landmarks]:
    return [Landmarks(seconds=3, seed=seed) for seed in (1, 2)]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, landmarks: list[Landmarks]) -> Iterator[Files]:
    folder = tmp_path_factory.mktemp("contract")
    for number, noise in enumerate(landmarks, 1):
        write_flac(folder / f"{number}.flac", noise.samples)
    (folder / "broken.flac").write_bytes(b"no music" * 1_000)
    with serving_files(folder) as files:
        yield files


@pytest.fixture(params=sorted(PLACES))
def place(request: pytest.FixtureRequest, files: Files) -> Iterator[Place]:
    with PLACES[request.param](files) as place:
        yield place


def is_true(place: Place, said: Playing, sound: Sound, track: Landmarks) -> bool:
    """What was said is what was heard then."""
    heard_ms = track.position_ms(sound.samples) + said.at_ms - sound.at_ms
    return abs(said.position_ms - heard_ms) <= place.step_ms


def test_it_sounds_from_exactly_where_it_was_told_and_says_so(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac", start_ms=700))
    said = place.reports.wait_for(Playing, token=ONE)
    place.wait_until(lambda: place.ear.sounds, what="sound")
    assert landmarks[0].position_ms(place.ear.sounds[0].samples) == pytest.approx(700, abs=0.1)
    assert is_true(place, said, place.ear.sounds[0], landmarks[0])


def test_loaded_to_wait_it_is_silent_until_it_is_told(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac", start_ms=500, playing=False))
    said = place.reports.wait_for(Paused, token=ONE)
    assert said.position_ms == pytest.approx(500, abs=1)
    place.listen_for(250)
    assert place.ear.sounds == []
    place.device.play(ONE)
    place.reports.wait_for(Playing, token=ONE)
    place.wait_until(lambda: place.ear.sounds, what="sound")
    assert landmarks[0].position_ms(place.ear.sounds[0].samples) == pytest.approx(500, abs=0.1)


def test_a_pause_is_silent_and_goes_on_with_the_very_next_sample(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac"))
    place.wait_until(lambda: len(place.ear.sounds) > 10, what="sound")
    place.device.pause(ONE)
    said = place.reports.wait_for(Paused, token=ONE)
    heard = len(place.ear.samples())
    assert said.position_ms == pytest.approx(heard / 48, abs=place.step_ms)
    place.listen_for(250)
    assert len(place.ear.samples()) == heard
    place.device.play(ONE)
    place.wait_until(lambda: len(place.ear.samples()) > heard + 4_800, what="more")
    expected = landmarks[0].samples[: heard + 4_800]
    assert np.array_equal(np.round(place.ear.samples()[: len(expected)] * 32_768), expected)


def test_a_seek_is_heard_and_said(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac"))
    place.reports.wait_for(Playing, token=ONE)
    since, sounds = len(place.reports.said), len(place.ear.sounds)
    place.device.seek(ONE, 2_000, None)

    def is_there() -> list[Sound]:
        return [s for s in place.ear.sounds[sounds:] if landmarks[0].position_ms(s.samples) >= 2_000]

    place.wait_until(is_there, what="sound from there")
    sound = is_there()[0]
    assert landmarks[0].position_ms(sound.samples) == pytest.approx(2_000, abs=1)
    place.wait_until(
        lambda: any(r.position_ms >= 2_000 for r in place.reports.of(Playing, since=since)), what="the report"
    )
    said = next(r for r in place.reports.of(Playing, since=since) if r.position_ms >= 2_000)
    assert is_true(place, said, sound, landmarks[0])


def test_paused_it_can_be_sought_and_stays_silent(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac", playing=False))
    place.reports.wait_for(Paused, token=ONE)
    place.device.seek(ONE, 1_500, None)
    place.wait_until(
        lambda: place.reports.of(Paused)[-1].position_ms == pytest.approx(place.reached_ms(1_500), abs=1),
        what="the report",
    )
    assert place.ear.sounds == []


@pytest.mark.parametrize("fade_ms", [0, 250])
def test_stopped_it_is_silent_and_as_loud_as_before(place: Place, fade_ms: int) -> None:
    before = place.level()
    place.device.load(place.media("1.flac"))
    place.wait_until(lambda: place.ear.sounds, what="sound")
    place.device.stop(ONE, fade_ms)
    said = place.reports.wait_for(Stopped, token=ONE)
    assert said.reason == ""
    heard = len(place.ear.sounds)
    place.wait_until(lambda: place.level() == before, what="the volume of before")
    place.listen_for(150)
    assert len(place.ear.sounds) == heard


def test_what_was_preloaded_follows_without_a_gap(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac", start_ms=2_000))
    place.reports.wait_for(Playing, token=ONE)
    place.device.preload(place.media("2.flac", TWO))
    place.reports.wait_for(Playing, token=TWO)
    place.wait_until(lambda: len(place.ear.samples()) > 48_000 + 4_800, what="the second")
    assert place.reports.tokens()[-3:] == [("Playing", ONE), ("Ended", ONE), ("Playing", TWO)]
    whole = np.concatenate([landmarks[0].samples[96_000:], landmarks[1].samples])
    heard = place.ear.samples()
    assert np.array_equal(np.round(heard * 32_768).astype(np.int16), whole[: len(heard)])
    gaps = [b.at_ms - a.end_ms for a, b in zip(place.ear.sounds, place.ear.sounds[1:], strict=False)]
    assert max(gaps) <= place.gap_bound_ms
    ended = place.reports.of(Ended, token=ONE)[0]
    assert ended.at_ms == pytest.approx(place.ear.sounds[0].at_ms + 1_000, abs=place.step_ms)


def test_what_was_to_be_forgotten_does_not_follow(place: Place) -> None:
    place.device.load(place.media("1.flac", start_ms=2_300))
    place.reports.wait_for(Playing, token=ONE)
    place.device.preload(place.media("2.flac", TWO))
    place.device.preload(None)
    place.reports.wait_for(Ended, token=ONE)
    place.listen_for(250)
    assert not [each for each in place.reports.tokens() if each[1] == TWO]
    assert len(place.ear.samples()) == 48 * 700


def test_a_stale_token_changes_nothing(place: Place) -> None:
    place.device.load(place.media("1.flac"))
    place.reports.wait_for(Playing, token=ONE)
    stale = PlayToken("se-9.9")
    place.device.pause(stale)
    place.device.seek(stale, 0, None)
    place.device.stop(stale, 0)
    heard = len(place.ear.sounds)
    place.wait_until(lambda: len(place.ear.sounds) > heard + 10, what="more sound")
    assert {token for _, token in place.reports.tokens()} == {ONE}
    assert not place.reports.of(Paused)


def test_another_load_replaces_what_plays(place: Place, landmarks) -> None:
    place.device.load(place.media("1.flac"))
    place.wait_until(lambda: place.ear.sounds, what="sound")
    place.device.load(place.media("2.flac", TWO, start_ms=300))
    place.reports.wait_for(Playing, token=TWO)
    place.wait_until(lambda: len(place.reports.said) and place.reports.tokens()[-1][1] == TWO)
    heard = len(place.ear.sounds)
    place.wait_until(lambda: len(place.ear.sounds) > heard, what="the second")
    assert landmarks[1].position_ms(place.ear.sounds[-1].samples) >= 300
    assert ("Stopped", TWO) not in place.reports.tokens()


def test_the_end_is_said_when_it_was_heard(place: Place) -> None:
    place.device.load(place.media("1.flac", start_ms=2_400))
    said = place.reports.wait_for(Ended, token=ONE)
    assert len(place.ear.samples()) == 48 * 600
    assert said.at_ms == pytest.approx(place.ear.last_ms(), abs=150)


def test_what_cannot_be_played_fails_with_a_reason(place: Place) -> None:
    try:
        place.device.load(place.media("broken.flac"))
        assert place.reports.wait_for(Failed, token=ONE).reason
    except DeviceError as error:
        assert str(error)  # noqa: PT017 - either way it is told
    assert place.ear.sounds == []


def test_a_volume_is_set_and_said(place: Place) -> None:
    place.reports.wait_for(VolumeChanged)
    since = len(place.reports.said)
    place.device.set_volume(37)
    assert place.reports.wait_for(VolumeChanged, since=since).percent == 37
    assert place.level() in (None, pytest.approx(0.37))
