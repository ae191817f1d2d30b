"""Faster and slower: as long as it should be, at its pitch, in step with the track, and the same in any window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from server.streaming.encode import Pcm, stretched, stretched_samples

RATE_HZ = 48_000
SECONDS = 20
NOWHERE = Path("a.flac")
RATES = [0.5, 0.8, 1.25, 2.0]


def tone(hz: float = 440) -> Pcm:
    wave = 0.4 * np.sin(2 * np.pi * hz * np.arange(SECONDS * RATE_HZ) / RATE_HZ)
    return np.stack([wave, 0.5 * wave]).astype(np.float32)


def speech() -> Pcm:
    """Syllables: a buzz of changing pitch, four a second, with silence between."""
    at_s = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    phase = np.cumsum(110 + 30 * np.sin(at_s * 1.7)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 12))
    loud = np.clip(np.sin(2 * np.pi * 4 * at_s), 0, 1)
    return np.stack([0.2 * buzz * loud] * 2).astype(np.float32)


def of(track: Pcm, rate: float, start: int = 0, stop: int | None = None) -> Pcm:
    def read(begin: int, end: int) -> Pcm:
        window = np.zeros((len(track), end - begin), np.float32)
        there = track[:, begin:end]
        window[:, : there.shape[1]] = there
        return window

    end = stretched_samples(track.shape[1], rate) if stop is None else stop
    return stretched(read, RATE_HZ, rate, start, end, NOWHERE)


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_keeps_its_pitch_and_its_loudness_and_never_clicks(rate: float) -> None:
    track = tone()
    heard = of(track, rate)
    assert heard.shape == (2, round(SECONDS * RATE_HZ / rate))
    middle = heard[0, RATE_HZ // 2 : -RATE_HZ // 2].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.fft.rfftfreq(len(middle), 1 / RATE_HZ)[spectrum.argmax()] == pytest.approx(440, abs=1)
    step = np.abs(np.diff(middle)).max()
    assert step < 1.15 * np.abs(np.diff(track[0])).max()
    pieces = middle[: len(middle) // 4800 * 4800].reshape(-1, 4800)
    levels = np.sqrt((pieces**2).mean(axis=1))
    assert levels.min() > 0.9 * levels.max()


@pytest.mark.parametrize("rate", RATES)
def test_what_is_heard_is_where_the_track_says(rate: float) -> None:
    track = speech()
    heard = of(track, rate)
    for at_s in (1, 5.9, 6.2, 9):
        if at_s * rate > SECONDS - 2:
            continue
        span = RATE_HZ
        ours = envelope(heard[0, round(at_s * RATE_HZ) :][:span])
        late = [
            envelope(stretch_by_eye(track[0], (at_s + off / 1000) * rate, rate, span))
            for off in range(-60, 61, 10)
        ]
        best = max(range(len(late)), key=lambda n: np.corrcoef(ours, late[n])[0, 1])
        assert abs(best * 10 - 60) <= 30, f"at {at_s} s off by {best * 10 - 60} ms"


def envelope(wave: np.ndarray) -> np.ndarray:
    return np.sqrt(np.convolve(wave.astype(np.float64) ** 2, np.ones(960) / 960, mode="valid"))[::240]


def stretch_by_eye(wave: np.ndarray, from_s: float, rate: float, span: int) -> np.ndarray:
    at = np.round(from_s * RATE_HZ + np.arange(span) * rate).astype(int)
    return np.abs(wave)[np.clip(at, 0, len(wave) - 1)]


@pytest.mark.parametrize("rate", RATES)
def test_any_window_holds_the_same_samples(rate: float) -> None:
    track = speech()
    whole = of(track, rate)
    rng = np.random.default_rng(3)
    for _ in range(6):
        start = int(rng.integers(0, whole.shape[1] - 1000))
        stop = min(whole.shape[1], start + int(rng.integers(1, 3 * RATE_HZ)))
        assert np.array_equal(of(track, rate, start, stop), whole[:, start:stop])
    edge = 6 * RATE_HZ
    for start, stop in ((edge - 5, edge + 5), (edge, edge + 1), (edge + 23_999, edge + 24_001)):
        assert np.array_equal(of(track, rate, start, stop), whole[:, start:stop])
