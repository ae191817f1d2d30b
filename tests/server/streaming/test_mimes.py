from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from library import AudioFormat
from server.streaming import PROBED_MIMES, PROFILES
from server.streaming.mimes import mime_needed, plays


def test_the_page_is_told_to_ask_about_everything_that_we_make() -> None:
    assert all(plays(PROBED_MIMES, profile.mime) for profile in PROFILES)
    assert len(set(PROBED_MIMES)) == len(PROBED_MIMES)


def test_the_page_does_ask_about_them() -> None:
    source = (Path(web.__file__).parent / "static/js/player/device.js").read_text()
    asked = re.findall(r"""^ {2}(["'])(audio/.+)\1,$""", source, re.MULTILINE)
    assert [needed for needed in PROBED_MIMES if not plays({mime for _, mime in asked}, needed)] == []


@pytest.mark.parametrize(
    ("told", "needed"),
    [
        ("audio/ogg;codecs=opus", "audio/ogg; codecs=opus"),
        ('audio/mp4; codecs="mp4a.40.2"', "audio/mp4; codecs=mp4a.40.2"),
        ("audio/mp4", "audio/mp4; codecs=mp4a.40.2"),
        ("audio/x-wav", "audio/wav"),
        ("Audio/MP3", "audio/mpeg"),
        ("audio/x-flac", "audio/flac"),
    ],
)
def test_spellings_of_one_thing_are_one_thing(told: str, needed: str) -> None:
    assert plays({told}, needed)


def test_playing_mp4_does_not_mean_playing_alac() -> None:
    alac = mime_needed(AudioFormat("alac", "mp4", "audio/mp4", 44_100, 2, 16, 900))
    assert alac is not None
    assert not plays({"audio/mp4", "audio/mp4; codecs=mp4a.40.2"}, alac)


def test_nobody_is_asked_about_an_unheard_of_format() -> None:
    assert mime_needed(AudioFormat("odd", "odd", "audio/odd", 44_100, 2, None, 100)) is None
