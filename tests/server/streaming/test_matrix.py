"""Every kind of source in every profile: the right length, the right sound, the same bytes from any range.

| family   | variants                                                                            |
|----------|-------------------------------------------------------------------------------------|
| WAV      | 8 to 192 kHz; 8, 16, 24, 32 bits and float; mono, stereo, 5.1, 7.1                   |
| lossless | FLAC of 16 and 24 bits up to 192 kHz, with ID3 in front; ALAC, AIFF, WavPack; DSD, APE |
| lossy    | MP3 with and without Xing, VBR, mono, 22 and 32 kHz; AAC, Opus, Vorbis, WMA          |
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from devices import Capabilities
from library import AudioFormat, MediaFile, TrackId
from server.streaming import Codec, exact_profile, get_profile
from server.streaming.encode import measure, read_at_rate, samples_at_rate
from tests.builders.audio import make_audio
from tests.server.streaming.sounds import KINDS, Kind, decode, snr_db, sweep, write
from tests.server.streaming.test_streams import bytes_of, streams_in

pytestmark = pytest.mark.slow

SECONDS = 2.3
HIFI = Capabilities(frozenset(), max_sample_rate_hz=384_000, max_channels=8)
FLOOR_DB = {
    "opus-128": 28,
    "mp3-192": 24,
    "m4a-256": 22,
}  # what the codec costs on the sweep, and a little more


def wav(rate_hz: int, channels: int = 2, encoder: str = "pcm_s16le", sample_format: str = "s16") -> Kind:
    return Kind("wav", encoder, sample_format, rate_hz, channels, "pcm", "wav", "audio/wav")


def flac(rate_hz: int, sample_format: str = "s16", channels: int = 2) -> Kind:
    return Kind("flac", "flac", sample_format, rate_hz, channels, "flac", "flac", "audio/flac")


def mp3(rate_hz: int = 44_100, channels: int = 2, **options: str) -> Kind:
    return Kind(
        "mp3", "libmp3lame", "fltp", rate_hz, channels, "mp3", "mp3", "audio/mpeg",
        tuple(options.items()), is_lossless=False,
    )  # fmt: skip


VARIANTS: dict[str, Kind] = {
    **{
        f"wav {rate}": wav(rate) for rate in (8_000, 11_025, 16_000, 22_050, 32_000, 88_200, 176_400, 192_000)
    },
    **{f"wav {rate} mono": wav(rate, 1) for rate in (8_000, 44_100, 96_000)},
    "wav 24": wav(44_100, 2, "pcm_s24le", "s32"),
    "wav 24 96k": wav(96_000, 2, "pcm_s24le", "s32"),
    "wav 32": wav(48_000, 2, "pcm_s32le", "s32"),
    "wav float": wav(48_000, 2, "pcm_f32le", "flt"),
    "wav 5.1": wav(48_000, 6),
    "wav 7.1": wav(48_000, 8),
    **{f"flac {rate}": flac(rate) for rate in (8_000, 32_000, 48_000, 88_200)},
    **{f"flac 24 {rate}": flac(rate, "s32") for rate in (44_100, 48_000, 192_000)},
    "flac mono": flac(44_100, channels=1),
    "flac 5.1": flac(48_000, channels=6),
    "alac 24": Kind("m4a", "alac", "s32p", 48_000, 2, "alac", "mp4", "audio/mp4"),
    "mp3 vbr": mp3(q="2"),
    "mp3 vbr without Xing": mp3(write_xing="0", id3v2_version="0"),
    "mp3 mono": mp3(44_100, 1),
    "mp3 22k": mp3(22_050),
    "mp3 32k": mp3(32_000),
    "mp3 48k": mp3(48_000),
    "aac 48k": Kind("m4a", "aac", "fltp", 48_000, 2, "aac", "mp4", "audio/mp4", is_lossless=False),
    "aac mono": Kind("m4a", "aac", "fltp", 44_100, 1, "aac", "mp4", "audio/mp4", is_lossless=False),
    "opus mono": Kind("opus", "libopus", "flt", 48_000, 1, "opus", "ogg", "audio/ogg", is_lossless=False),
    **{name: kind for name, kind in KINDS.items() if name not in ("mp3 without Xing",)},
}
OF_32_BITS = ("wav 32", "wav float", "wavpack")
BUILT = {".ogg": "vorbis", ".wma": "wma", ".dsf": "dsd", ".ape": "ape"}  # by the builder, a tone


def test_there_are_enough_variants() -> None:
    assert len(VARIANTS) + len(BUILT) + 1 >= 40


@pytest.fixture(scope="module")
def source_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], MediaFile]:
    folder = tmp_path_factory.mktemp("matrix")

    def get(name: str) -> MediaFile:
        if name in BUILT:
            return _built(folder, name)
        kind = VARIANTS[name]
        path = folder / f"{name.replace(' ', '-')}.{kind.suffix}"
        return write(path, sweep(kind.rate_hz, SECONDS, kind.channels), kind)

    return get


@pytest.mark.parametrize("name", [*VARIANTS, *BUILT])
def test_it_is_heard_as_it_is_decoded(
    name: str, source_of: Callable[[str], MediaFile], tmp_path: Path
) -> None:
    media, streams = source_of(name), streams_in(tmp_path)
    source = measure(media.path)
    for profile in FLOOR_DB:
        rendition = streams.rendition(media, get_profile(profile))
        data = bytes_of(rendition)
        meant = read_at_rate(source, 48_000, 0, samples_at_rate(source, 48_000))
        heard = decode(data)
        assert heard.shape == meant.shape or profile == "m4a-256"
        if meant.any():
            assert snr_db(meant, heard[:, : meant.shape[1]]) > FLOOR_DB[profile], profile
        cuts = [0, *sorted(random.Random(name).sample(range(1, len(data)), 200)), len(data)]
        assert b"".join(bytes_of(rendition, start, stop) for start, stop in pairwise(cuts)) == data
    streams.close()


@pytest.mark.parametrize("name", [*VARIANTS, *BUILT])
@pytest.mark.parametrize("codec", [Codec.PCM, Codec.FLAC])
def test_lossless_profiles_lose_nothing(
    codec: Codec, name: str, source_of: Callable[[str], MediaFile], tmp_path: Path
) -> None:
    media, streams = source_of(name), streams_in(tmp_path)
    assert codec in (Codec.PCM, Codec.FLAC)
    profile = exact_profile(media.format, HIFI, codec)
    source = measure(media.path)
    assert profile.rate_hz == source.rate_hz
    meant = read_at_rate(source, profile.rate_hz, 0, source.samples, profile.channels)
    heard = decode(bytes_of(streams.rendition(media, profile)))
    if profile.channels == 1:
        heard = heard[:1]
    assert heard.shape == meant.shape
    step = 1 / (1 << ((profile.bits or 16) - 1))
    worst = float(np.abs(heard - np.clip(meant, -1, 1 - step)).max())
    if media.format.codec == "aac":
        assert worst < 0.02  # its noise is made by the decoder, and is another one after each seek
    else:
        assert worst <= (0 if media.format.bits in (8, 16, 24) and name not in OF_32_BITS else step)
    streams.close()


def test_flac_behind_an_id3_tag_is_heard_from_its_first_sample(
    source_of: Callable[[str], MediaFile], tmp_path: Path
) -> None:
    plain = source_of("flac 48000")
    path = tmp_path / "tagged.flac"
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x07\x76" + bytes(1014) + plain.path.read_bytes())
    found = path.stat()
    tagged = MediaFile(TrackId("tr-2"), path, found.st_size, found.st_mtime_ns, plain.format, 0)
    streams = streams_in(tmp_path / "cache")
    profile = exact_profile(plain.format, HIFI)
    assert bytes_of(streams.rendition(tagged, profile)) == bytes_of(streams.rendition(plain, profile))
    streams.close()


def _built(folder: Path, suffix: str) -> MediaFile:
    path = make_audio(folder / f"tone{suffix}", seconds=SECONDS)
    found = path.stat()
    rate_hz = 2_822_400 if suffix == ".dsf" else 44_100
    bits = {".dsf": 1, ".ape": 16}.get(suffix)
    audio = AudioFormat(BUILT[suffix], suffix[1:], "audio/x", rate_hz, 2, bits, 128)
    return MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, audio, 0)
