"""FLAC's own frames: passed on byte by byte where they are sound, refused where they are not."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from server.streaming.cut import Cut
from server.streaming.encode import Blocks, copy_frames, measure, part_of
from server.streaming.profiles import flac
from server.streaming.treatment import UNTREATED, Treatment
from tests.server.streaming.conftest import Written
from tests.server.streaming.sounds import decode_file, sweep

PROFILE = flac(rate_hz=44_100, bits=16, channels=2, in_mp4=True)


def write_flac(path: Path, block_samples: int, seconds: float = 3.21) -> Path:
    pcm = sweep(44_100, seconds, 2)
    samples = np.ascontiguousarray((pcm.T * 32767).astype(np.int16)).reshape(1, -1)
    with av.open(str(path), "w") as output:
        stream = output.add_stream("flac", rate=44_100, options={"frame_size": str(block_samples)})
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        for each in (frame, None):
            output.mux(stream.encode(each))
    return path


@pytest.mark.parametrize("block_samples", [1152, 4096, 4608])
def test_every_frame_is_the_files_own_in_any_order(block_samples: int, tmp_path: Path) -> None:
    path = write_flac(tmp_path / "a.flac", block_samples)
    source = measure(path)
    assert source.blocks == Blocks(block_samples, 16)
    count = -(-source.samples // block_samples)
    whole = copy_frames(source, source.blocks, 0, count)
    assert whole is not None
    assert path.read_bytes().endswith(b"".join(whole))
    for first in (count - 3, 5, 1):
        assert copy_frames(source, source.blocks, first, 3) == whole[first : first + 3]
    assert Cut(source, PROFILE, UNTREATED, 0).packets(5, 2) == whole[5:7]


def test_frames_are_made_anew_where_one_is_damaged(tmp_path: Path) -> None:
    path = write_flac(tmp_path / "a.flac", 4096)
    source = measure(path)
    assert source.blocks is not None
    frames = copy_frames(source, source.blocks, 0, 30) or []
    data = bytearray(path.read_bytes())
    data[data.index(frames[10]) + len(frames[10]) // 2] ^= 0x10
    path.write_bytes(data)
    assert copy_frames(source, source.blocks, 8, 5) is None
    assert copy_frames(source, source.blocks, 0, 6) == frames[:6]
    assert copy_frames(source, source.blocks, 11, 10) == frames[11:21]
    made = Cut(source, PROFILE, UNTREATED, 0).packets(8, 5)
    assert len(made) == 5
    assert made != frames[8:13]


def test_a_file_that_ends_early_is_not_copied_beyond_its_end(tmp_path: Path) -> None:
    path = write_flac(tmp_path / "a.flac", 4096)
    source = measure(path)
    assert source.blocks is not None
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert copy_frames(source, source.blocks, 25, 5) is None


def test_only_what_is_sent_as_it_is_is_copied(written: Written, tmp_path: Path) -> None:
    source = measure(write_flac(tmp_path / "a.flac", 4096))
    for cut in (
        Cut(source, PROFILE, UNTREATED, 44_100),
        Cut(source, PROFILE, Treatment(level_db=-3), 0),
        Cut(source, flac(rate_hz=44_100, bits=16, channels=2), UNTREATED, 0),
        Cut(source, flac(rate_hz=22_050, bits=16, channels=2, in_mp4=True), UNTREATED, 0),
        Cut(part_of(source, 100, None), PROFILE, UNTREATED, 0),
        Cut(measure(written("alac").path), PROFILE, UNTREATED, 0),
    ):
        assert cut.copied is None
    assert decode_file(tmp_path / "a.flac").shape[1] == source.samples
