"""How loud a file is, whatever its format: against tones whose loudness EBU Tech 3341 states."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from library.analysis.blocks import integrated_lufs, unpacked
from library.analysis.measure import WAVEFORM_POINTS, Measured, measure
from library.errors import UnreadableFile
from library.model import Span
from tests.builders.audio import FORMATS, make_audio

RATE_HZ = 48_000
TONE_DB = 20 * np.log10(8_192 / 32_768)  # of tests.builders.audio
LEVELS_DB = {
    ".mp3": TONE_DB - 0.44,
    ".dsf": 0.0,
}  # LAME makes all a little softer; that builder knows only full scale
SOUNDING = [format for format in FORMATS if format != ".ape"]  # that builder knows only silence


def write(path: Path, samples: np.ndarray) -> Path:
    """Mono samples of ±1, on both channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.repeat(np.round(samples * 32_767).astype("<i2"), 2).tobytes())
    return path


def sine(seconds: float, db: float, hz: float = 1_000) -> np.ndarray:
    return 10 ** (db / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def lufs(measured: Measured) -> float | None:
    return integrated_lufs([unpacked(measured.blocks)])


@pytest.mark.parametrize("format", SOUNDING)
def test_a_tone_is_as_loud_as_its_level(tmp_path, format):
    heard = measure(make_audio(tmp_path / f"a{format}", seconds=5, hz=997, format=format))
    level_db = LEVELS_DB.get(format, TONE_DB)
    assert lufs(heard) == pytest.approx(level_db, abs=0.1)
    assert heard.true_peak == pytest.approx(10 ** (level_db / 20), rel=0.1)
    assert heard.begins_ms <= 30
    assert heard.ends_ms == pytest.approx(5_000, abs=100)


@pytest.mark.parametrize("db", [-23, -33])  # EBU Tech 3341, cases 1 and 2
def test_sines_are_measured_as_the_standard_says(tmp_path, db):
    assert lufs(measure(write(tmp_path / "a.wav", sine(20, db)))) == pytest.approx(db, abs=0.1)


def test_quiet_ends_do_not_make_a_track_quieter(tmp_path):  # EBU Tech 3341, case 3
    samples = np.concatenate([sine(10, -36), sine(60, -23), sine(10, -36)])
    assert lufs(measure(write(tmp_path / "a.wav", samples))) == pytest.approx(-23, abs=0.1)


def test_the_range_is_that_between_quiet_and_loud(tmp_path):  # EBU Tech 3342, case 1
    heard = measure(write(tmp_path / "a.wav", np.concatenate([sine(20, -20), sine(20, -30)])))
    assert heard.range_lu == pytest.approx(10, abs=1)


def test_a_peak_between_two_samples_is_found(tmp_path):
    """A quarter of the rate, sampled beside its crests: the samples say 0.5, a converter makes 0.707 of it."""
    quarter = 0.5 * np.tile([1, 1, -1, -1], RATE_HZ)
    heard = measure(write(tmp_path / "a.wav", quarter))
    assert max(heard.waveform) == pytest.approx(128, abs=1)
    assert 0.7 < heard.true_peak < 0.8


def test_silent_ends_are_found(tmp_path):
    samples = np.concatenate([np.zeros(RATE_HZ), sine(3, -20), np.zeros(2 * RATE_HZ)])
    heard = measure(write(tmp_path / "a.wav", samples))
    assert heard.begins_ms == pytest.approx(1_000, abs=10)
    assert heard.ends_ms == pytest.approx(4_000, abs=10)


def test_silence_is_no_error(tmp_path):
    heard = measure(make_audio(tmp_path / "a.ape", seconds=2))
    assert lufs(heard) is None
    assert (heard.begins_ms, heard.ends_ms, heard.true_peak) == (0, 0, 0)


@pytest.mark.parametrize(("seconds", "points"), [(0.05, 1), (0.3, 30), (60, WAVEFORM_POINTS)])
def test_the_outline_has_a_bounded_number_of_points(tmp_path, seconds, points):
    swelling = sine(seconds, 0, hz=440) * np.linspace(0, 1, round(seconds * RATE_HZ))
    outline = list(measure(write(tmp_path / "a.wav", swelling)).waveform)
    assert len(outline) == pytest.approx(points, abs=10)
    assert outline[-1] > 240
    assert outline == sorted(outline) or seconds < 1


def test_a_part_of_a_file_is_measured_alone(tmp_path):
    path = make_audio(tmp_path / "a.flac", seconds=1)
    loud, soft = sine(10, -10), sine(10, -30)
    path = write(tmp_path / "a.wav", np.concatenate([loud, soft]))
    assert lufs(measure(path, Span(0, 10 * RATE_HZ))) == pytest.approx(-10, abs=0.1)
    heard = measure(path, Span(10 * RATE_HZ, None))
    assert lufs(heard) == pytest.approx(-30, abs=0.1)
    assert heard.ends_ms == pytest.approx(10_000, abs=60)


def test_damage_in_the_middle_costs_only_itself(tmp_path):
    path = make_audio(tmp_path / "a.mp3", seconds=10, hz=997)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2_000] = b"\x55" * 2_000
    path.write_bytes(data)
    assert lufs(measure(path)) == pytest.approx(TONE_DB, abs=0.5)


@pytest.mark.parametrize(
    "content", [b"", b"nothing", b"#EXTM3U\n/etc/passwd\n", b"ffconcat version 1.0\nfile a.mp3\n"]
)
def test_what_is_no_audio_says_so(tmp_path, content):
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        measure(path)
