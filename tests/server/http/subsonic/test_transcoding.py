"""Original or encoded: the table in the module, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import AudioFormat
from server.http.subsonic.transcoding import Wish, decide
from server.streaming import PROFILES

FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
MP3 = AudioFormat("mp3", "mp3", "audio/mpeg", 44_100, 2, None, 256)
AAC = AudioFormat("aac", "mp4", "audio/mp4", 44_100, 2, None, 256)
ALAC = AudioFormat("alac", "mp4", "audio/mp4", 44_100, 2, 16, 900)
OPUS = AudioFormat("opus", "ogg", "audio/ogg", 48_000, 2, None, 96)
VORBIS = AudioFormat("vorbis", "ogg", "audio/ogg", 44_100, 2, None, 192)
SOURCES = (FLAC, MP3, AAC, ALAC, OPUS, VORBIS)


@pytest.mark.parametrize(
    ("source", "wish", "expected"),
    [
        (FLAC, Wish(), None),
        (FLAC, Wish("raw"), None),
        (FLAC, Wish("raw", 64, 9_000), "wav-16-44100-2"),
        (FLAC, Wish("flac"), None),
        (FLAC, Wish("flac", 320), "mp3-320"),
        (FLAC, Wish("mp3"), "mp3-192"),
        (FLAC, Wish("mp3", 320), "mp3-320"),
        (FLAC, Wish("mp3", 160), "mp3-128"),
        (FLAC, Wish("mp3", 8), "mp3-128"),
        (FLAC, Wish("ogg"), "opus-128"),
        (FLAC, Wish("opus", 100), "opus-96"),
        (FLAC, Wish("m4a"), "m4a-256"),
        (FLAC, Wish(None, 192), "mp3-192"),
        (FLAC, Wish(None, 1_000), None),
        (FLAC, Wish(None, None, 5_000), "wav-16-44100-2"),
        (FLAC, Wish(None, 1_000, 5_000), "mp3-320"),
        (FLAC, Wish("raw", is_part=True), "wav-16-44100-2"),
        (MP3, Wish("raw", is_part=True), "mp3-320"),
        (FLAC, Wish("wma"), None),
        (FLAC, Wish("wma", 128), "mp3-128"),
        (MP3, Wish("mp3"), None),
        (MP3, Wish("mp3", 256), None),
        (MP3, Wish("mp3", 255), "mp3-192"),
        (MP3, Wish("mp3", None, 5_000), "mp3-320"),
        (MP3, Wish("opus"), "opus-128"),
        (AAC, Wish("m4a"), None),
        (AAC, Wish("aac"), None),
        (AAC, Wish(None, None, 5_000), "m4a-256"),
        (ALAC, Wish("m4a"), "m4a-256"),
        (ALAC, Wish("aac"), "aac-256"),
        (ALAC, Wish("flac"), "flac-16-44100-2"),
        (ALAC, Wish("flac", 700), "mp3-320"),
        (MP3, Wish("wav"), "wav-16-44100-2"),
        (ALAC, Wish("alac"), None),
        (OPUS, Wish("opus"), None),
        (OPUS, Wish("ogg"), "opus-128"),
        (OPUS, Wish("opus", None, 5_000), "opus-96"),
        (VORBIS, Wish("ogg"), None),
        (VORBIS, Wish("opus"), "opus-128"),
        (VORBIS, Wish(None, None, 5_000), "mp3-192"),
    ],
    ids=str,
)
def test_each_wish_has_its_answer(source: AudioFormat, wish: Wish, expected: str | None) -> None:
    profile = decide(source, wish)
    assert (profile and profile.name) == expected


@given(
    source=st.sampled_from(SOURCES),
    rate=st.integers(1, 3_000),
    format=st.sampled_from([None, "raw", "mp3", "opus", "ogg", "aac", "m4a", "flac", "wav", "zz"]),
    max_kbps=st.none() | st.integers(1, 3_000),
    start_ms=st.sampled_from([0, 1, 90_000]),
)
def test_a_limit_and_an_offset_are_always_kept(
    source: AudioFormat, rate: int, format: str | None, max_kbps: int | None, start_ms: int
) -> None:
    source = replace(source, bitrate_kbps=rate)
    profile = decide(source, Wish(format, max_kbps, start_ms))
    if format == "raw":
        assert (profile is None) == (start_ms == 0)
        return
    if start_ms:
        assert profile is not None
    if profile is None:
        assert max_kbps is None or rate <= max_kbps
    elif max_kbps is not None and rate > max_kbps:
        smallest = min((one.bitrate_kbps for one in PROFILES if one.codec is profile.codec), default=0)
        assert profile.bitrate_kbps <= max(max_kbps, smallest)


@pytest.mark.parametrize(
    ("source", "wish", "expected"),
    [
        (FLAC, Wish(house_kbps=192), "mp3-192"),
        (FLAC, Wish("raw", house_kbps=192), "mp3-192"),
        (FLAC, Wish("raw", start_ms=9_000, house_kbps=192), "mp3-192"),
        (FLAC, Wish("raw", house_kbps=1_000), None),
        (FLAC, Wish("flac", house_kbps=320), "mp3-320"),
        (FLAC, Wish("opus", 320, house_kbps=100), "opus-96"),
        (FLAC, Wish("opus", 64, house_kbps=100), "opus-64"),
        (OPUS, Wish(house_kbps=128), None),
    ],
)
def test_away_from_home_the_house_s_limit_goes_before_the_app_s_wishes(
    source: AudioFormat, wish: Wish, expected: str | None
) -> None:
    profile = decide(source, wish)
    assert (None if profile is None else profile.name) == expected
