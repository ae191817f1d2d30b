"""By how much a track is levelled: tags before measurement, by album where an album plays, never into the peaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import Loudness, ReplayGain, Sound
from server.config import LoudnessConfig
from server.streaming import level_db

AUTO = LoudnessConfig()
SOUND = Sound(
    track=Loudness(-10.0, 0.5), release=Loudness(-14.0, 0.5), range_lu=5, waveform=b"", begins_ms=0, ends_ms=1
)


def level(config=AUTO, said=None, measured=None, *, in_release=False):
    return level_db(config, said=said, measured=measured, in_release=in_release)


def test_a_loud_track_is_made_softer():
    assert level(measured=SOUND) == -8.0


def test_an_album_keeps_its_own_quiet_and_loud():
    assert level(measured=SOUND, in_release=True) == -4.0
    assert level(replace(AUTO, level="track"), measured=SOUND, in_release=True) == -8.0
    assert level(replace(AUTO, level="album"), measured=SOUND) == -4.0


def test_an_album_that_is_not_wholly_measured_goes_by_track():
    assert level(measured=replace(SOUND, release=None), in_release=True) == -8.0


def test_what_the_file_says_is_believed():
    said = ReplayGain(track_db=-3.0, track_peak=0.9, album_db=-5.0, album_peak=1.0)
    assert level(said=said, measured=SOUND) == -3.0
    assert level(said=said, measured=SOUND, in_release=True) == -5.0
    assert level(said=ReplayGain(), measured=SOUND) == -8.0


def test_the_target_is_the_households():
    assert level(replace(AUTO, target_lufs=-23), measured=SOUND) == -13.0


def test_off_is_off():
    assert level(replace(AUTO, level="off"), measured=SOUND) == 0


def test_nothing_known_is_nothing_done():
    assert level() == 0
    silent = replace(SOUND, track=Loudness(None, 0.0), release=None)
    assert level(measured=silent) == 0


def test_an_unknown_peak_is_never_made_louder():
    assert level(said=ReplayGain(track_db=6.0)) == 0


@given(st.floats(-70, 5), st.floats(0.0001, 2), st.integers(-30, -8))
def test_no_peak_is_ever_cut_off(lufs, peak, target):
    measured = replace(SOUND, track=Loudness(lufs, peak))
    gain_db = level(replace(AUTO, target_lufs=target), measured=measured)
    assert peak * 10 ** (gain_db / 20) <= 10 ** (-0.9 / 20) or gain_db <= target - lufs + 0.1
    assert peak * 10 ** (gain_db / 20) <= 10 ** (-0.9 / 20)


@pytest.mark.parametrize("config", [AUTO, replace(AUTO, level="track"), replace(AUTO, level="album")])
def test_levels_come_in_tenths(config):
    gain_db = level(config, measured=replace(SOUND, track=Loudness(-10.123, 0.5), release=None))
    assert gain_db == -7.9
