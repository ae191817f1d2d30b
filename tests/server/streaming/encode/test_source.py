from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest

from server.streaming import Undecodable
from server.streaming.encode import measure, read_pcm
from tests.builders.audio import FORMATS, make_audio
from tests.server.streaming.conftest import SECONDS, Written
from tests.server.streaming.sounds import KINDS, decode_file, snr_db, sweep


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"mp3 without Xing"}))
def test_the_length_is_exact_to_the_sample(name: str, written: Written) -> None:
    source = measure(written(name).path)
    assert source.rate_hz == KINDS[name].rate_hz
    assert source.samples == round(SECONDS * source.rate_hz)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_of_the_library_is_read_in_windows_as_in_whole(suffix: str, tmp_path: Path) -> None:
    path = make_audio(tmp_path / f"tone{suffix}", seconds=2.5)
    source = measure(path)
    padding = 0.06 if suffix in (".aac", ".m4a", ".mp3", ".wma") else 0.005
    assert abs(source.samples / source.rate_hz - 2.5) <= padding
    whole = read_pcm(source, 0, source.samples)
    assert suffix == ".ape" or np.abs(whole).max() > 0.2
    start = round(source.samples * 0.7)
    late = read_pcm(source, start, source.samples)
    assert np.abs(late - whole[:, start:]).max() < 1e-3


def test_a_length_that_nobody_wrote_down_is_what_the_decoder_gives(written: Written) -> None:
    media = written("mp3 without Xing")
    assert measure(media.path).samples == decode_file(media.path).shape[1]


@pytest.mark.parametrize("name", KINDS)
def test_any_window_is_the_same_as_in_a_decode_from_the_beginning(name: str, written: Written) -> None:
    path = written(name).path
    source = measure(path)
    whole = decode_file(path)[:, : source.samples]
    # AAC's noise filling depends on what was decoded before; the difference is inaudible.
    bound = 1e-4 if name == "aac" else 0.0
    rng = random.Random(name)
    for _ in range(6):
        start = rng.randrange(source.samples)
        stop = min(start + rng.randrange(1, source.rate_hz), source.samples)
        assert np.abs(read_pcm(source, start, stop) - whole[:, start:stop]).max() <= bound


@pytest.mark.parametrize(
    "name", [name for name, kind in KINDS.items() if kind.is_lossless and kind.channels == 2]
)
def test_lossless_files_give_back_what_was_recorded(name: str, written: Written) -> None:
    source = measure(written(name).path)
    recorded = sweep(source.rate_hz, SECONDS)
    rounding = 2 / 128 if name == "wav 8 bit" else 1 / 32_768
    assert np.abs(read_pcm(source, 0, source.samples) - recorded).max() <= rounding


def test_mono_is_heard_on_both_sides_as_loud_as_it_is(written: Written) -> None:
    source = measure(written("wav 8k mono").path)
    heard = read_pcm(source, 0, source.samples)
    recorded = sweep(8000, SECONDS, 1)
    assert snr_db(np.repeat(recorded, 2, axis=0), heard) > 70


def test_outside_of_the_track_is_silence(written: Written) -> None:
    source = measure(written("flac").path)
    assert not read_pcm(source, -500, 0).any()
    assert not read_pcm(source, source.samples, source.samples + 500).any()
    across = read_pcm(source, source.samples - 10, source.samples + 10)
    assert across[:, :10].any()
    assert not across[:, 10:].any()
    before = read_pcm(source, -10, 1000)
    assert not before[:, :10].any()
    assert np.array_equal(before[:, 10:], read_pcm(source, 0, 1000))


@pytest.mark.parametrize("name", ["flac", "aac", "opus", "wavpack"])
def test_damage_in_the_middle_keeps_the_rest_in_its_place(
    name: str, written: Written, tmp_path: Path
) -> None:
    path = tmp_path / written(name).path.name
    data = bytearray(written(name).path.read_bytes())
    third = len(data) // 3
    data[third : third + 6000] = random.Random(1).randbytes(6000)
    path.write_bytes(data)
    whole, source = decode_file(written(name).path), measure(path)
    last = source.samples - source.rate_hz
    heard = read_pcm(source, last, source.samples)
    assert abs(source.samples - whole.shape[1]) <= source.rate_hz // 20
    assert snr_db(whole[:, last : source.samples], heard) > 40


def test_damaged_mp3_goes_on_behind_the_damage(written: Written, tmp_path: Path) -> None:
    """MP3 has no times of its own: what cannot be read is missing, as in every player."""
    path = tmp_path / "damaged.mp3"
    data = bytearray(written("mp3").path.read_bytes())
    data[50_000:53_000] = random.Random(1).randbytes(3000)
    path.write_bytes(data)
    whole, source = decode_file(written("mp3").path), measure(path)
    assert 0.9 * whole.shape[1] < source.samples < whole.shape[1]
    heard = read_pcm(source, 300_000, 350_000)
    lost_frames = (whole[:, 300_000 + n * 1152 : 350_000 + n * 1152] for n in range(20))
    assert max(snr_db(moved, heard) for moved in lost_frames) > 40


def test_a_truncated_file_is_as_long_as_what_is_left_of_it(written: Written, tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    data = written("flac").path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    source = measure(path)
    whole = decode_file(written("flac").path)
    assert 0.2 * whole.shape[1] < source.samples < 0.8 * whole.shape[1]
    assert np.array_equal(read_pcm(source, 0, source.samples - 5000), whole[:, : source.samples - 5000])


@pytest.mark.parametrize(
    "content", [b"", b"no audio at all", bytes(5000), b"ID3\x04\x00\x00\x00\x00\x7f\x7f"]
)
def test_what_is_no_audio_is_refused_with_a_reason(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(content)
    with pytest.raises(Undecodable) as refused:
        measure(path)
    assert refused.value.path == path
    assert refused.value.reason


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Undecodable):
        measure(tmp_path / "absent.flac")


def test_six_channels_are_mixed_down_without_clipping(tmp_path: Path) -> None:
    path = tmp_path / "six.flac"
    pcm = np.ones((6, 44_100), np.float32) * 0.99
    with av.open(str(path), "w") as out:
        stream = out.add_stream("flac", rate=44_100, layout="5.1")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(pcm, "fltp", layout="5.1")
        frame.sample_rate = 44_100
        for part in [*av.AudioResampler("s16", "5.1", 44_100).resample(frame), None]:
            out.mux(stream.encode(part))
    heard = read_pcm(measure(path), 0, 44_100)
    assert heard.shape == (2, 44_100)
    assert 0.9 < np.abs(heard).max() <= 1.0
