from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import Capabilities
from library import AudioFormat
from server.streaming import (
    PROBED_MIMES,
    Ceiling,
    Codec,
    Direct,
    Piece,
    Profile,
    StreamLimits,
    Transcode,
    Whereabouts,
    decide,
    exact_profile,
    flac,
    get_profile,
    wav,
)
from server.streaming.decide import reduced_rate_hz
from server.streaming.limits import HouseLimits
from server.streaming.mimes import plays
from server.streaming.profiles import PROFILES

FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
ALAC = AudioFormat("alac", "mp4", "audio/mp4", 44_100, 2, 16, 900)
MP3 = AudioFormat("mp3", "mp3", "audio/mpeg", 44_100, 2, None, 320)
BROWSER = Capabilities(
    frozenset({"audio/flac", "audio/mpeg", "audio/ogg; codecs=opus", "audio/wav", "audio/aac"}),
    max_sample_rate_hz=96_000,
)
SAFARI = Capabilities(frozenset({"audio/mpeg", "audio/aac", 'audio/mp4; codecs="mp4a.40.2"'}))
RADIO = Capabilities(frozenset({"audio/mp3"}))


def profile_of(decision: object) -> Profile:
    assert isinstance(decision, Transcode)
    return decision.profile


def test_what_a_device_plays_is_sent_as_it_is() -> None:
    assert decide(FLAC, BROWSER) == Direct("original FLAC")


def test_a_page_that_mixes_gets_samples_as_they_are_up_to_what_a_context_runs_at() -> None:
    page = replace(BROWSER, can_mix=True, max_channels=2)
    assert profile_of(decide(MP3, page)) == get_profile("wav-16-44100-2")
    many = AudioFormat("flac", "flac", "audio/flac", 192_000, 6, 24, 9_000)
    assert profile_of(decide(many, page)) == get_profile("wav-24-96000-2")
    assert profile_of(decide(FLAC, page, StreamLimits(max_bitrate_kbps=96))).codec is Codec.OPUS


def test_what_it_cannot_play_comes_in_the_first_codec_that_it_can() -> None:
    assert decide(ALAC, BROWSER) == Transcode(get_profile("opus-128"), "this device cannot play ALAC")
    assert profile_of(decide(ALAC, SAFARI)) == get_profile("m4a-256")
    assert profile_of(decide(FLAC, RADIO)) == get_profile("mp3-192")


def test_a_device_that_plays_nothing_we_make_gets_mp3() -> None:
    assert profile_of(decide(FLAC, Capabilities(frozenset()))).codec is Codec.MP3


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sample_rate_hz": 192_000}, "this device plays up to 96 kHz, the file has 192 kHz"),
        ({"channels": 6}, "this device has 2 channels, the file 6"),
    ],
)
def test_too_much_for_the_device_is_reduced_with_the_reason(changed: dict[str, int], why: str) -> None:
    decision = decide(replace(FLAC, **changed), BROWSER)
    assert isinstance(decision, Transcode)
    assert decision.why == why


def test_a_limit_takes_the_largest_that_fits() -> None:
    assert profile_of(decide(FLAC, BROWSER, StreamLimits(max_bitrate_kbps=100))).bitrate_kbps == 96
    assert profile_of(decide(FLAC, BROWSER, StreamLimits(max_bitrate_kbps=10))).bitrate_kbps == 64
    assert decide(MP3, BROWSER, StreamLimits(max_bitrate_kbps=320)) == Direct("original MP3")


def test_codec_and_bitrate_can_be_asked_for_together() -> None:
    assert profile_of(decide(FLAC, BROWSER, StreamLimits(320, Codec.MP3))) == get_profile("mp3-320")
    assert profile_of(decide(FLAC, BROWSER, StreamLimits(320))) == get_profile("opus-128")


def test_a_codec_can_be_asked_for() -> None:
    limits = StreamLimits(codec=Codec.MP3)
    assert profile_of(decide(FLAC, BROWSER, limits)) == get_profile("mp3-192")
    assert decide(MP3, BROWSER, limits) == Direct("original MP3")


def test_the_default_bitrate_of_opus_is_configured() -> None:
    assert profile_of(decide(ALAC, BROWSER, default_bitrate_kbps=96)) == get_profile("opus-96")
    assert profile_of(decide(ALAC, BROWSER, default_bitrate_kbps=200)) == get_profile("opus-192")
    assert profile_of(decide(ALAC, BROWSER, default_bitrate_kbps=32)) == get_profile("opus-64")
    assert profile_of(decide(ALAC, RADIO, default_bitrate_kbps=96)) == get_profile("mp3-192")


def test_a_small_lossy_file_does_not_grow() -> None:
    small = AudioFormat("wma", "asf", "audio/x-ms-wma", 44_100, 2, None, 64)
    assert profile_of(decide(small, BROWSER)).bitrate_kbps == 64


PIECES = (Piece.PART, Piece.REST)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_of_a_lossless_file_stays_lossless_where_nothing_forbids(piece: Piece) -> None:
    assert decide(FLAC, BROWSER, piece=piece) == Transcode(
        wav(rate_hz=44_100, bits=16, channels=2), piece.value
    )
    limited = decide(FLAC, BROWSER, StreamLimits(max_bitrate_kbps=1000), piece=piece)
    assert profile_of(limited) == get_profile("opus-128")
    assert profile_of(decide(FLAC, RADIO, piece=piece)) == get_profile("mp3-192")
    assert profile_of(decide(MP3, BROWSER, piece=piece)) == get_profile("opus-128")


@pytest.mark.parametrize(
    ("rate_hz", "most_hz", "expected"),
    [(44_100, 48_000, 44_100), (96_000, 48_000, 48_000), (176_400, 48_000, 44_100), (192_000, 96_000, 96_000),
     (352_800, 96_000, 88_200), (8_000, 48_000, 8_000)],
)  # fmt: skip
def test_rates_are_only_reduced_and_by_whole_numbers(rate_hz: int, most_hz: int, expected: int) -> None:
    assert reduced_rate_hz(rate_hz, most_hz) == expected


def test_dsd_becomes_pcm() -> None:
    dsd = AudioFormat("dsd", "dsf", "audio/x-dsf", 2_822_400, 2, 1, 5645)
    assert exact_profile(dsd, replace(BROWSER, max_sample_rate_hz=768_000)).name == "flac-24-352800-2"
    assert exact_profile(dsd, BROWSER).name == "flac-24-88200-2"


def test_pcm_keeps_what_the_device_can_take() -> None:
    surround = replace(FLAC, channels=6, bits=24, sample_rate_hz=192_000)
    device = replace(BROWSER, max_channels=6)
    assert exact_profile(surround, device) == flac(rate_hz=96_000, bits=24, channels=6)
    assert exact_profile(surround, BROWSER).channels == 2
    assert profile_of(decide(ALAC, BROWSER, StreamLimits(codec=Codec.PCM))).name == "wav-16-44100-2"


formats = st.builds(
    AudioFormat,
    codec=st.sampled_from(
        ["mp3", "aac", "alac", "flac", "vorbis", "opus", "pcm", "wavpack", "ape", "dsd", "odd"]
    ),
    container=st.sampled_from(["mp3", "mp4", "flac", "ogg", "wav", "aiff", "wavpack", "ape", "dsf"]),
    mime=st.just("audio/x"),
    sample_rate_hz=st.sampled_from([8000, 44_100, 48_000, 96_000, 192_000]),
    channels=st.integers(1, 8),
    bits=st.none(),
    bitrate_kbps=st.integers(8, 6000),
)
devices = st.builds(
    Capabilities, st.frozensets(st.sampled_from(PROBED_MIMES)), st.sampled_from([44_100, 48_000, 96_000])
)
limits_ = st.builds(
    StreamLimits, st.none() | st.integers(1, 400), st.none() | st.sampled_from([*{p.codec for p in PROFILES}])
)


@given(formats, devices, limits_)
def test_every_case_has_an_answer_within_its_limits(
    format: AudioFormat,
    device: Capabilities,
    limits: StreamLimits,
) -> None:
    match decide(format, device, limits):
        case Direct():
            assert format.sample_rate_hz <= device.max_sample_rate_hz
            assert format.channels <= device.max_channels
            assert limits.max_bitrate_kbps is None or format.bitrate_kbps <= limits.max_bitrate_kbps
        case Transcode(profile, why):
            assert why
            least = min((p.bitrate_kbps for p in PROFILES if p.codec is profile.codec), default=0)
            assert limits.max_bitrate_kbps is None or profile.bitrate_kbps <= max(
                limits.max_bitrate_kbps, least
            )
            assert limits.codec in (None, profile.codec)
            plays_ours = any(plays(device.mimes, p.mime) for p in PROFILES)
            assert limits.codec is not None or not plays_ours or plays(device.mimes, profile.mime)


def test_away_from_home_the_house_may_allow_less_and_says_so() -> None:
    away = HouseLimits(away_kbps=128, metered_kbps=None).ceilings(Whereabouts(is_away=True))
    limited = decide(FLAC, BROWSER, StreamLimits(ceilings=away))
    assert limited == Transcode(get_profile("opus-128"), "limited to 128 kbit/s away from home")
    assert decide(MP3, BROWSER, StreamLimits(ceilings=(Ceiling(320),))) == Direct("original MP3")
    assert decide(ALAC, BROWSER, StreamLimits(ceilings=(Ceiling(96),)), piece=Piece.REST) == Transcode(
        get_profile("opus-96"), "this device cannot play ALAC"
    )
    own = decide(FLAC, BROWSER, StreamLimits(max_bitrate_kbps=96, ceilings=away))
    assert own == Transcode(get_profile("opus-96"), "limited to 96 kbit/s")


def test_the_strictest_of_the_limits_holds_and_gives_the_reason() -> None:
    house = HouseLimits(away_kbps=256, metered_kbps=64)
    for where, expected in (
        (Whereabouts(), Direct("original FLAC")),
        (Whereabouts(is_away=True), "limited to 256 kbit/s away from home"),
        (Whereabouts(is_away=True, is_metered=True), "limited to 64 kbit/s on a network that counts"),
        (Whereabouts(is_away=True, listener_kbps=96), "limited to 96 kbit/s for this listener"),
        (Whereabouts(listener_kbps=2000), Direct("original FLAC")),
    ):
        decision = decide(FLAC, BROWSER, StreamLimits(ceilings=house.ceilings(where)))
        assert expected == (decision if isinstance(decision, Direct) else decision.why)


def test_who_is_limited_is_not_sent_plain_samples() -> None:
    mixing = replace(BROWSER, can_mix=True)
    assert decide(FLAC, mixing, StreamLimits(ceilings=(Ceiling(128),))) == Transcode(
        get_profile("opus-128"), "limited to 128 kbit/s"
    )
    assert decide(MP3, mixing, StreamLimits(ceilings=(Ceiling(1_000),))) == Direct("original MP3")
    assert profile_of(decide(MP3, mixing, StreamLimits(ceilings=(Ceiling(2_000),)))).codec is Codec.PCM
