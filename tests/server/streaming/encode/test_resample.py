from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from server.streaming.encode import measure, read_at_rate, read_pcm, samples_at_rate
from tests.server.streaming.conftest import SECONDS, Written
from tests.server.streaming.sounds import Kind, snr_db, sweep, write

RATES = ["flac", "wav 8k mono", "wav 11k", "flac 96k 24"]


@pytest.mark.parametrize("name", RATES)
def test_a_sample_has_one_value_whatever_window_it_is_read_in(name: str, written: Written) -> None:
    source = measure(written(name).path)
    total = samples_at_rate(source, 48_000)
    whole = read_at_rate(source, 48_000, 0, total)
    rng = random.Random(name)
    for _ in range(8):
        start = rng.randrange(total)
        stop = min(total, start + rng.randrange(1, 40_000))
        assert np.array_equal(read_at_rate(source, 48_000, start, stop), whole[:, start:stop])


@pytest.mark.parametrize("name", RATES)
def test_the_sound_stays_where_it_is(name: str, written: Written) -> None:
    """The sweep made at 48 kHz, and the one made at another rate and converted, are the same."""
    source = measure(written(name).path)
    heard = read_at_rate(source, 48_000, 0, samples_at_rate(source, 48_000))
    time = np.arange(heard.shape[1]) / 48_000
    top_hz = min(6000.0, source.rate_hz / 3)
    meant = 0.5 * np.sin(2 * np.pi * (50 * time + (top_hz - 50) / (2 * SECONDS) * time**2))
    inside = slice(2000, -2000)
    assert snr_db(meant[inside].astype(np.float32), heard[0, inside]) > 60


def test_the_same_rate_is_left_alone(written: Written) -> None:
    source = measure(written("wav 48k").path)
    assert np.array_equal(read_at_rate(source, 48_000, 5, 5000), read_pcm(source, 5, 5000))


def test_after_the_end_is_silence(written: Written) -> None:
    source = measure(written("flac").path)
    total = samples_at_rate(source, 48_000)
    assert total == -(-sweep(44_100, SECONDS).shape[1] * 160 // 147)
    assert not read_at_rate(source, 48_000, total + 100_000, total + 100_100).any()
    assert read_at_rate(source, 48_000, total - 50, total + 50).shape == (2, 100)


def test_eight_channels_are_resampled_each_for_itself(tmp_path: Path) -> None:
    kind = Kind("wav", "pcm_s16le", "s16", 96_000, 8, "pcm", "wav", "audio/wav")
    source = measure(write(tmp_path / "eight.wav", sweep(96_000, 0.5, 8), kind).path)
    heard = read_at_rate(source, 48_000, 0, 24_000, 8)
    assert heard.shape == (8, 24_000)
    for row, meant in zip(heard, sweep(96_000, 0.5, 8)[:, ::2], strict=True):
        assert snr_db(meant[None, 500:-500], row[None, 500:-500]) > 40
