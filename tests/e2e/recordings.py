"""What rooms heard: the samples that speakers sounded, each with the time at which it did."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

RATE_HZ = 48_000


@dataclass(frozen=True)
class Sound:
    """Samples in one go: (frames, 2), from `at_ms` on."""

    at_ms: int
    samples: np.ndarray

    @property
    def end_ms(self) -> float:
        return self.at_ms + len(self.samples) * 1000 / RATE_HZ


@dataclass
class Recording:
    """An ear in one room; speakers call it from their own threads."""

    sounds: list[Sound] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, at_ms: int, samples: np.ndarray) -> None:
        with self._lock:
            self.sounds.append(Sound(at_ms, samples.copy()))

    def since(self, at_ms: float, until_ms: float = float("inf")) -> list[Sound]:
        with self._lock:
            return [s for s in self.sounds if at_ms <= s.at_ms < until_ms]

    def last_ms(self) -> float:
        """Until when it was heard; 0 for never."""
        with self._lock:
            return self.sounds[-1].end_ms if self.sounds else 0.0

    def samples(self) -> np.ndarray:
        """Everything, as if there had been no time between."""
        with self._lock:
            return np.concatenate([s.samples for s in self.sounds])


class Landmarks:
    """Noise in which four samples tell where they are from, exactly."""

    def __init__(self, *, seconds: float, seed: int) -> None:
        noise = np.random.default_rng(seed).integers(-8_000, 8_000, round(seconds * RATE_HZ)).astype(np.int16)
        self.samples = np.stack([noise, noise], axis=1)
        signs = _signs(noise)
        self._places = np.argsort(signs)
        self._signs = signs[self._places]

    def position_ms(self, heard: np.ndarray) -> float:
        """Where in the track `heard` begins."""
        [sign] = _signs(np.round(heard[:4, 0] * 32_768).astype(np.int16))
        found = int(np.searchsorted(self._signs, sign))
        assert self._signs[found] == sign, "this is not from the track"
        return float(self._places[found]) * 1000 / RATE_HZ

    def near(self, heard: np.ndarray, about_ms: float, *, within_ms: int = 1_000) -> float:
        """Where `heard` begins, if it was resampled or softened: where it is most alike."""
        begin = max(0, round((about_ms - within_ms) * RATE_HZ / 1000))
        stretch = self.samples[begin : begin + round(2 * within_ms * RATE_HZ / 1000) + len(heard), 0]
        alike = np.correlate(stretch.astype(np.float64), heard[:, 0].astype(np.float64), "valid")
        return (begin + int(np.argmax(alike))) * 1000 / RATE_HZ

    def knows(self, sound: Sound) -> bool:
        """Whether it is the track at full, and not in a fade."""
        if len(sound.samples) < 4:
            return False
        [sign] = _signs(np.round(sound.samples[:4, 0] * 32_768).astype(np.int16))
        found = int(np.searchsorted(self._signs, sign))
        return found < len(self._signs) and bool(self._signs[found] == sign)

    def last_of(self, ear: Recording) -> Sound:
        """The last that was heard at full."""
        return next(sound for sound in reversed(ear.since(0)) if self.knows(sound))

    def offset_ms(self, sound: Sound) -> float:
        """Constant while a speaker plays on; two speakers with the same offset are in step."""
        return self.position_ms(sound.samples) - sound.at_ms


def _signs(mono: np.ndarray) -> np.ndarray:
    """Each four neighbours as one number."""
    wide = mono.astype(np.uint16).astype(np.uint64)
    return wide[:-3] | wide[1:-2] << 16 | wide[2:-1] << 32 | wide[3:] << 48


def power(recordings: list[Recording], begin_ms: float, end_ms: float, *, bin_ms: int = 50) -> np.ndarray:
    """How loud all rooms are together in each bin, where 1 is one room at full; for sound of even power."""
    total = np.zeros(int((end_ms - begin_ms) // bin_ms))
    for sound in (s for r in recordings for s in r.since(begin_ms - 5_000, end_ms)):
        at_ms = sound.at_ms + np.arange(len(sound.samples)) * 1000 / RATE_HZ
        bins = ((at_ms - begin_ms) // bin_ms).astype(int)
        inside = (bins >= 0) & (bins < len(total))
        total += np.bincount(bins[inside], np.square(sound.samples[inside, 0]), minlength=len(total))
    return total / (np.mean(np.square(8_000 / 32_768)) / 3 * bin_ms * RATE_HZ / 1000)


def silences_ms(recordings: list[Recording], begin_ms: float, end_ms: float) -> list[float]:
    """The times in which none of the rooms heard anything; a rounded millisecond is none."""
    sounds = sorted((s for r in recordings for s in r.since(begin_ms - 5_000, end_ms)), key=lambda s: s.at_ms)
    heard_ms, silences = begin_ms, []
    for sound in sounds:
        if sound.at_ms - heard_ms > 1.5:
            silences.append(sound.at_ms - heard_ms)
        heard_ms = max(heard_ms, sound.end_ms)
    if end_ms - heard_ms > 1.5:
        silences.append(end_ms - heard_ms)
    return silences


def write_flac(path: Path, samples: np.ndarray, *, rate_hz: int = RATE_HZ) -> Path:
    """Exactly these samples (frames, 2; int16)."""
    return _write(path, samples, rate_hz, container="flac", codec="flac", sample_format="s16")


def write_alac(path: Path, samples: np.ndarray, *, rate_hz: int = RATE_HZ) -> Path:
    """The same in a form that few devices play."""
    return _write(path, samples, rate_hz, container="ipod", codec="alac", sample_format="s16p")


def _write(
    path: Path, samples: np.ndarray, rate_hz: int, *, container: str, codec: str, sample_format: str
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(path, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.layout, stream.format = "stereo", sample_format
        for start in range(0, len(samples), 4_096):
            block = samples[start : start + 4_096]
            laid_out = block.T if sample_format == "s16p" else block.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(laid_out), sample_format, "stereo")
            frame.sample_rate, frame.pts = rate_hz, start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path
