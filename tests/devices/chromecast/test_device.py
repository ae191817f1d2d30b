"""What can happen to a Chromecast besides being told to play: keys, other senders, cuts, refusals; on the wire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest

from devices import (
    Arrived,
    Ended,
    Failed,
    Found,
    Lost,
    Occupied,
    Paused,
    Playing,
    PlayToken,
    Skipped,
    Stopped,
    VolumeChanged,
)
from tests.devices.places import QUICK, Place, Reports, cast_device, cast_place, sighting_of
from tests.e2e.recordings import Landmarks, write_flac
from tests.emulators.cast.profiles import GROUP, JBL, NEST_MINI
from tests.emulators.files import Files, serving_files

pytestmark = pytest.mark.slow

ONE, TWO = PlayToken("se-1.1"), PlayToken("se-1.2")
FAST = 20.0
SECONDS = 60  # of noise


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=3)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks) -> Iterator[Files]:
    folder = tmp_path_factory.mktemp("device")
    write_flac(folder / "1.flac", landmarks.samples)
    write_flac(folder / "2.flac", landmarks.samples[: 3 * 48_000])
    with serving_files(folder) as files:
        yield files


Open = Callable[..., AbstractContextManager[Place]]


@pytest.fixture
def open_place(files: Files) -> Open:
    return partial(cast_place, files)


@pytest.fixture
def place(open_place: Open) -> Iterator[Place]:
    with open_place() as place:
        yield place


def long(place: Place, token: str = ONE, **more):
    return place.media("1.flac", token, duration_ms=SECONDS * 1000, **more)


def play(place: Place, **more) -> None:
    place.device.load(long(place, **more))
    place.reports.wait_for(Playing, token=ONE)


def test_a_position_is_dated_back_by_how_long_the_receiver_takes_to_tell_it(
    open_place: Open, landmarks: Landmarks
) -> None:
    with open_place(replace(NEST_MINI, **QUICK | {"lag_ms": 160})) as place:
        play(place)
        place.wait_until(lambda: place.ear.sounds, what="sound")
        said, sound = place.reports.of(Playing, token=ONE)[-1], place.ear.sounds[0]
        error_ms = said.position_ms - landmarks.position_ms(sound.samples) - said.at_ms + sound.at_ms
        assert -110 < error_ms < -50  # half of the way is not known, all of it would be -160


# -- other senders ------------------------------------------------------------------------------------------------


def test_another_app_takes_over_and_is_named(place: Place) -> None:
    play(place)
    place.receiver.take_over("Spotify")
    assert "Spotify" in place.reports.wait_for(Stopped, token=ONE).reason
    assert place.reports.wait_for(Occupied).by == "Spotify"
    since = len(place.reports.said)
    place.receiver.quit_app()
    assert place.reports.wait_for(Occupied, since=since).by is None


def test_another_sender_loads_into_the_same_app(place: Place, files: Files) -> None:
    play(place)
    place.receiver.load_from_elsewhere(files.url("2.flac", "of!others"))
    assert place.reports.wait_for(Stopped, token=ONE).reason == "something else was started on the speaker"
    assert place.reports.wait_for(Occupied).by == "Theirs"
    since = len(place.reports.said)
    place.device.load(long(place, TWO))
    place.reports.wait_for(Playing, token=TWO)
    assert place.reports.wait_for(Occupied, since=since).by is None
    assert not place.reports.of(Stopped, token=TWO)


def test_it_is_taken_when_it_is_asked_for_though_another_app_runs(place: Place) -> None:
    place.receiver.take_over("Spotify")
    assert place.reports.wait_for(Occupied).by == "Spotify"
    play(place)
    assert place.reports.of(Occupied)[-1].by is None


def test_an_app_that_was_there_before_us_is_never_disturbed(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        place.receiver.take_over("Spotify")
        place.reports.wait_for(Occupied)
        place.listen_for(40_000)
        assert place.receiver.app is not None
        assert place.receiver.app.name == "Spotify"
        assert place.receiver.platform.launches == []


# -- keys ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "forward"), [("next", True), ("previous", False)])
def test_a_key_on_its_remote_control_is_told_and_silent(place: Place, key: str, *, forward: bool) -> None:
    play(place, start_ms=20_000)
    place.receiver.press(key)
    assert place.reports.wait_for(Skipped, token=ONE).forward is forward
    heard = len(place.ear.sounds)
    place.listen_for(200)
    assert len(place.ear.sounds) == heard
    place.device.load(long(place, TWO))
    place.reports.wait_for(Playing, token=TWO)
    assert len(place.reports.of(Skipped)) == 1


def test_a_key_may_be_answered_by_going_back_to_the_beginning(place: Place, landmarks: Landmarks) -> None:
    play(place, start_ms=20_000)
    place.receiver.press("previous")
    place.reports.wait_for(Skipped, token=ONE)
    heard = len(place.ear.sounds)
    place.device.seek(ONE, 0, None)
    place.wait_until(lambda: len(place.ear.sounds) > heard, what="sound")
    assert landmarks.position_ms(place.ear.sounds[heard].samples) == 0
    assert not place.reports.of(Stopped)


def test_a_key_that_nobody_answers_does_not_end_the_music(open_place: Open, landmarks: Landmarks) -> None:
    with open_place(speed=4) as place:
        play(place, start_ms=20_000)
        place.receiver.press("next")
        place.reports.wait_for(Skipped, token=ONE)
        heard = len(place.ear.sounds)
        place.wait_until(lambda: len(place.ear.sounds) > heard, what="sound")
        assert landmarks.position_ms(place.ear.sounds[heard].samples) > 20_000


def test_after_a_preloaded_track_the_keys_are_still_there(place: Place) -> None:
    place.device.load(long(place, start_ms=SECONDS * 1000 - 700))
    place.reports.wait_for(Playing, token=ONE)
    place.device.preload(place.media("2.flac", TWO))
    place.reports.wait_for(Playing, token=TWO)
    place.wait_until(lambda: len(place.receiver.player.items) == 3, what="the old track to go")
    place.receiver.press("previous")
    assert place.reports.wait_for(Skipped, token=TWO).forward is False


@pytest.mark.parametrize(("key", "kind"), [("pause", Paused), ("stop", Stopped)])
def test_a_pause_or_stop_by_hand_is_told(place: Place, key: str, kind: type) -> None:
    play(place)
    place.receiver.press(key)
    said = place.reports.wait_for(kind, token=ONE)
    if kind is Stopped:
        assert said.reason == "it was stopped on the speaker"


# -- volume -------------------------------------------------------------------------------------------------------


def test_a_volume_turned_by_hand_is_told_in_whole_percents(place: Place) -> None:
    place.reports.wait_for(VolumeChanged)
    for level, muted, percent in [(0.3333, False, 33), (0.3333, True, 0), (0.666, False, 67)]:
        since = len(place.reports.said)
        place.receiver.turn_volume(level, muted=muted)
        assert place.reports.wait_for(VolumeChanged, since=since).percent == percent


def test_a_fade_goes_down_in_steps_nobody_is_told_of_and_back_in_silence(place: Place) -> None:
    play(place)
    since = len(place.reports.said)
    place.device.stop(ONE, 400)
    place.reports.wait_for(Stopped, token=ONE)
    place.wait_until(lambda: place.receiver.level == 0.5, what="the volume of before")
    levels = [level for _, level, _ in place.receiver.platform.volumes]
    assert len(levels) >= 4
    assert levels[:-1] == sorted(levels[:-1], reverse=True)
    assert levels[-1] == 0.5
    assert place.receiver.platform.volumes[-1][0] >= place.ear.last_ms() - 5
    assert not place.reports.of(VolumeChanged, since=since)


def test_a_volume_that_was_lowered_for_a_fade_is_given_back_after_a_cut(place: Place) -> None:
    play(place)
    place.device.stop(ONE, 2_000)
    place.wait_until(lambda: place.receiver.level < 0.4, what="the fade")
    place.receiver.network.drop()
    place.reports.wait_for(Lost)
    place.device.seen(sighting_of(place.receiver))
    place.reports.wait_for(Found)
    place.wait_until(lambda: place.receiver.level == 0.5, what="the volume of before")


# -- what does not work ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [NEST_MINI, JBL], ids=["with ids", "without ids"])
def test_a_load_that_is_refused_fails_at_once(open_place: Open, profile) -> None:
    with open_place(replace(profile, **QUICK)) as place:
        place.receiver.media.refuses_loads = True
        place.device.load(long(place))
        assert place.reports.wait_for(Failed, token=ONE, within_s=4).reason


def test_a_load_that_is_never_answered_fails_by_itself(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        place.receiver.media.swallows_loads = True
        place.device.load(long(place))
        assert place.reports.wait_for(Failed, token=ONE).reason == "the speaker did not begin to play"


def test_a_launch_that_is_never_answered_fails_by_itself(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        place.receiver.platform.ignores_launch = True
        place.device.load(long(place))
        assert "did not start its player" in place.reports.wait_for(Failed, token=ONE).reason


def test_a_launch_error_is_told(place: Place) -> None:
    place.receiver.platform.launch_error = "CANCELLED"
    place.device.load(long(place))
    assert "CANCELLED" in place.reports.wait_for(Failed, token=ONE).reason


def test_a_stream_that_breaks_off_for_good_fails(place: Place, files: Files) -> None:
    play(place)
    (files.folder / "gone.flac").write_bytes((files.folder / "1.flac").read_bytes()[:400_000])
    place.device.load(place.media("gone.flac", TWO, duration_ms=SECONDS * 1000))
    place.wait_until(
        lambda: place.reports.of(Failed, token=TWO) or place.reports.of(Ended, token=TWO), what="an end"
    )


def test_a_speaker_that_is_not_there_fails_a_load_and_is_lost(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        place.reports.wait_for(VolumeChanged)
        place.receiver.cut_power()
        place.reports.wait_for(Lost)
        place.device.load(long(place))
        assert place.reports.wait_for(Failed, token=ONE).reason == "the speaker does not answer"


# -- connections ------------------------------------------------------------------------------------------------------


def test_after_a_power_cut_it_is_found_again_and_says_nothing_of_the_music(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        play(place)
        place.receiver.cut_power()
        place.reports.wait_for(Lost)
        since = len(place.reports.said)
        place.receiver.start()
        place.reports.wait_for(Found, since=since)
        place.listen_for(5_000)
        assert place.reports.tokens(since=since) == []


def test_a_new_driver_takes_up_what_plays_instead_of_stopping_it(place: Place) -> None:
    """As after a restart of the server."""
    play(place)
    place.device.close()
    reports = Reports()
    device = cast_device(place.receiver, reports, place.clock)
    try:
        said = reports.wait_for(Playing, token=ONE)
        position_ms = place.receiver.player.position_ms(said.at_ms)
        assert said.position_ms == pytest.approx(position_ms, abs=80)
        heard = len(place.ear.sounds)
        device.seek(ONE, 30_000, None)
        place.wait_until(lambda: any(r.position_ms >= 30_000 for r in reports.of(Playing)), what="the seek")
        device.preload(place.media("2.flac", TWO))
        device.seek(ONE, SECONDS * 1000 - 500, None)
        reports.wait_for(Playing, token=TWO)
        assert len(place.ear.sounds) > heard
        device.stop(TWO, 0)
        reports.wait_for(Stopped, token=TWO)
    finally:
        device.close()
    assert place.receiver.platform.launches == ["CC1AD845"]


def test_a_group_is_followed_to_its_new_leader(open_place: Open) -> None:
    members = (("aaaa-1", "Left"), ("bbbb-2", "Right"))
    with open_place(replace(GROUP, **QUICK), members=members) as place:
        place.wait_until(lambda: len(place.device.info.members) == 2, what="the members")
        assert [m.name for m in place.device.info.members] == ["Left", "Right"]
        assert place.device.info.members[0].id == "chromecast-aaaa1"
        play(place)
        before = place.receiver.port
        place.receiver.move_leader()
        assert place.receiver.port != before
        place.reports.wait_for(Lost)
        since, now = len(place.reports.said), time.monotonic()
        place.device.seen(sighting_of(place.receiver))
        place.reports.wait_for(Found, since=since)
        assert time.monotonic() - now < 3, "it waited for its turn"
        place.reports.wait_for(Playing, token=ONE, since=since)
        assert place.device.info.address.endswith(str(place.receiver.port))


def test_another_name_is_told(place: Place) -> None:
    place.reports.wait_for(VolumeChanged)
    place.device.seen(replace(sighting_of(place.receiver), name="Parlour"))
    assert place.reports.wait_for(Arrived).info.name == "Parlour"
    assert not place.reports.of(Lost)


# -- its app ----------------------------------------------------------------------------------------------------------


def test_its_app_stays_warm_for_a_while_and_is_then_left(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        play(place)
        place.device.stop(ONE, 0)
        place.reports.wait_for(Stopped, token=ONE)
        place.listen_for(15_000)
        assert place.receiver.app is not None
        place.device.load(long(place, TWO))
        place.reports.wait_for(Playing, token=TWO)
        assert place.receiver.platform.launches == ["CC1AD845"]
        place.device.stop(TWO, 0)
        place.reports.wait_for(Stopped, token=TWO)
        place.wait_until(lambda: place.receiver.app is None, what="the app to be left")


def test_what_it_shows_is_what_plays(place: Place) -> None:
    play(place, cover_url=None)
    media = place.receiver.player.current.media
    shown = {key: media["metadata"][key] for key in ("title", "artist", "albumName")}
    assert shown == {"title": "1.flac", "artist": "N", "albumName": "L"}
    assert (media["streamType"], media["contentType"]) == ("BUFFERED", "audio/flac")


def test_it_plays_faster_from_the_first_moment_and_when_it_is_told(place: Place) -> None:
    play(place, rate=1.5)
    place.wait_until(lambda: place.receiver.player.rate == 1.5, what="the rate")
    place.device.preload(place.media("2.flac", TWO))
    place.device.set_rate(ONE, 2.0)
    place.wait_until(lambda: place.receiver.player.rate == 2.0, what="the other rate")
    since = len(place.reports.said)
    place.wait_until(lambda: len(place.reports.of(Playing, since=since)) >= 1, what="a report")
    said = place.reports.of(Playing)[-1]
    now_ms = place.clock.now_ms()
    true_ms = place.receiver.player.position_ms(now_ms)
    assert said.position_ms + (now_ms - said.at_ms) * 2 == pytest.approx(true_ms, abs=120)
    place.device.seek(ONE, SECONDS * 1000 - 1_000, None)
    place.reports.wait_for(Playing, token=TWO)
    assert place.receiver.player.rate == 2.0


def test_reports_come_at_least_every_five_seconds(open_place: Open) -> None:
    with open_place(speed=FAST) as place:
        play(place)
        place.listen_for(30_000)
        times = [r.at_ms for r in place.reports.of(Playing, token=ONE)]
        assert max(b - a for a, b in pairwise(times)) <= 5_500
