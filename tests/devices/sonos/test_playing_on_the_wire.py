"""Our driver and emulated rooms of every kind: what is heard, what is reported, and whether the two agree."""

from __future__ import annotations

import numpy as np
import pytest

from devices import Ended, Failed, Paused, Playing, PlayToken, Stopped, VolumeChanged
from devices.commands import Pause, Resume, Seek, SetVolume, Stop
from tests.devices.sonos.conftest import as_samples
from tests.e2e.recordings import RATE_HZ, silences_ms


def seek(home, device, position_ms, token="t1"):
    home.hub.send(device, Seek(PlayToken(token), position_ms, None))


def test_what_is_heard_is_what_is_in_the_file_from_where_it_was_told_to_begin(home):
    _, bath = home.add("Bath", "twice")
    home.load(bath, home.media(start_ms=4_321))
    said = home.wait_for(Playing, bath)
    home.wait(lambda: len(home.ears["Bath"].samples()) > RATE_HZ, what="a second of sound")
    heard = as_samples(home.ears["Bath"].samples()[:RATE_HZ])
    assert np.array_equal(heard, home.noise.samples[4_321 * 48 :][: len(heard)])
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=250)


def test_after_three_seconds_the_position_is_known_to_some_milliseconds(home):
    _, bath = home.add("Bath")
    home.load(bath, home.media(start_ms=1_234))
    home.wait(lambda: len(home.said(Playing, bath)) >= 2, what="a finer report")
    said = home.said(Playing, bath)[-1]
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=60)


def test_a_seek_goes_to_the_whole_second_and_says_so(home):
    _, bath = home.add("Bath", "theatre")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    home.reports.clear()
    seek(home, bath, 12_700)
    said = home.wait_for(Playing, bath)
    home.pass_ms(300)
    assert home.heard_ms("Bath", said.at_ms) == pytest.approx(said.position_ms, abs=250)
    assert 12_000 <= home.heard_ms("Bath", said.at_ms) < 12_600


def test_an_album_has_no_gap_and_each_track_is_reported_under_its_own_token(home):
    _, bath = home.add("Bath", "pair")
    home.load(bath, home.media("t1", 0, 4.5))
    home.wait_for(Playing, bath, token="t1")
    home.preload(bath, home.media("t2", 4.5, 6.5))
    home.wait_for(Playing, bath, token="t2")
    home.wait_for(Ended, bath, token="t2")
    ear = home.ears["Bath"]
    assert np.array_equal(as_samples(ear.samples()), home.noise.samples[: round(6.5 * RATE_HZ)])
    assert silences_ms([ear], ear.sounds[0].at_ms, ear.last_ms()) == []
    assert [r.token for r in home.said(Ended, bath)] == ["t1", "t2"]
    changed = home.said(Playing, bath, "t2")[0]
    assert changed.position_ms + 4_500 == pytest.approx(home.heard_ms("Bath", changed.at_ms), abs=250)
    assert home.said(Stopped) == home.said(Failed) == []


def test_what_was_loaded_to_wait_waits_and_plays_when_told(home):
    _, bath = home.add("Bath")
    home.load(bath, home.media(start_ms=2_000, playing=False))
    assert home.wait_for(Paused, bath).position_ms == 2_000
    home.pass_ms(300)
    assert home.ears["Bath"].sounds == []
    home.hub.send(bath, Resume(PlayToken("t1")))
    said = home.wait_for(Playing, bath)
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=250)


def test_a_stop_fades_and_leaves_the_volume_as_it_was(home):
    speaker, bath = home.add("Bath")
    speaker.set_volume(40)
    home.wait(lambda: home.volume(bath) == 40, what="the volume")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    before = len(speaker.volumes)
    home.hub.send(bath, Stop(PlayToken("t1"), 250))
    home.wait_for(Stopped, bath)
    faded = [percent for _, percent in speaker.volumes[before:]]
    assert faded == [*sorted(faded[:-1], reverse=True), 40]
    assert len(faded) >= 4
    assert speaker.transport.state == "STOPPED"
    assert {r.percent for r in home.said(VolumeChanged, bath)} <= {30, 40}


def test_the_volume_goes_both_ways(home):
    speaker, bath = home.add("Bath")
    home.wait_for(VolumeChanged, bath)
    speaker.set_volume(17)
    home.wait(lambda: home.volume(bath) == 17, what="our slider to move")
    home.hub.send(bath, SetVolume(55))
    home.wait(lambda: speaker.volume == 55, what="the speaker to be louder")
    home.wait(lambda: home.volume(bath) == 55, what="its own word")


def test_a_stream_that_is_not_there_fails_with_a_reason(home):
    _, bath = home.add("Bath")
    media = home.media()
    home.server.bodies.clear()
    home.load(bath, media)
    assert "could not play" in home.wait_for(Failed, bath).reason


def test_an_old_speaker_does_not_play_what_has_too_many_bits(home):
    assert home.add("Bath", "s1")[0].profile.most_bits == 16
    info = home.hub.list_all()[0].info
    assert (info.capabilities.max_bits, info.model) == (16, "Sonos Play:3")


def test_a_load_takes_two_calls_until_it_is_told_to_play(home):
    speaker, bath = home.add("Bath")
    before = len(speaker.calls)
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    asked = [call.action for call in speaker.calls[before:]]
    told = [action for action in asked if not action.startswith("Get")]
    assert told == ["SetAVTransportURI", "Play"]
    between = asked[asked.index("SetAVTransportURI") : asked.index("Play")]
    assert not {"GetPositionInfo", "GetTransportInfo"} & set(between), "no look may come between"


def test_a_command_with_another_token_does_nothing(home):
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    for command in (Stop(PlayToken("old"), 0), Pause(PlayToken("old")), Seek(PlayToken("old"), 9_000, None)):
        home.hub.send(bath, command)
    home.pass_ms(500)
    assert speaker.transport.state == "PLAYING"
    assert home.said(Stopped) == home.said(Paused) == []
