"""Sounds whose samples are known, the files made of them, and how close two recordings are."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from library import AudioFormat, MediaFile, TrackId
from server.streaming.encode import Pcm
from server.streaming.encode.pcm import LAYOUTS


def sweep(rate_hz: int, seconds: float, channels: int = 2) -> Pcm:
    """50 Hz to 6 kHz (or what the rate allows), a little quieter on each further channel."""
    time = np.arange(round(rate_hz * seconds)) / rate_hz
    top_hz = min(6000.0, rate_hz / 3)
    phase = 2 * np.pi * (50 * time + (top_hz - 50) / (2 * seconds) * time**2)
    return np.stack([0.5 * 0.8**row * np.sin(phase + row) for row in range(channels)]).astype(np.float32)


def clicks(rate_hz: int, seconds: float) -> Pcm:
    """A click every 100 ms, decaying within 5 ms, over faint noise: what transform codecs are worst at."""
    rng = np.random.default_rng(7)
    count = round(rate_hz * seconds)
    pcm = rng.standard_normal((2, count)).astype(np.float32) * 0.002
    decay = np.exp(-np.arange(rate_hz // 200) / (rate_hz / 1000)).astype(np.float32)
    for start in range(0, count - len(decay), rate_hz // 10):
        pcm[:, start : start + len(decay)] += 0.7 * decay
    return pcm


def chord(rate_hz: int, seconds: float) -> Pcm:
    """Steady tones with slow beats."""
    time = np.arange(round(rate_hz * seconds)) / rate_hz
    tones = [
        np.sin(2 * np.pi * hz * time) * (0.6 + 0.4 * np.sin(time * hz / 300)) for hz in (220, 277, 330, 1760)
    ]
    left = 0.15 * sum(tones)
    return np.stack([left, np.roll(left, 200)]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to write a file."""

    suffix: str
    encoder: str
    sample_format: str
    rate_hz: int = 44_100
    channels: int = 2
    codec: str = ""
    container: str = ""
    mime: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_lossless: bool = True


KINDS = {
    "flac": Kind("flac", "flac", "s16", codec="flac", container="flac", mime="audio/flac"),
    "mp3": Kind(
        "mp3", "libmp3lame", "fltp", codec="mp3", container="mp3", mime="audio/mpeg", is_lossless=False
    ),
    "mp3 without Xing": Kind(
        "mp3", "libmp3lame", "fltp", codec="mp3", container="mp3", mime="audio/mpeg",
        options=(("write_xing", "0"), ("id3v2_version", "0")), is_lossless=False,
    ),
    "wav 48k": Kind("wav", "pcm_s16le", "s16", 48_000, codec="pcm", container="wav", mime="audio/wav"),
    "alac": Kind("m4a", "alac", "s16p", codec="alac", container="mp4", mime="audio/mp4"),
    "aac": Kind("m4a", "aac", "fltp", codec="aac", container="mp4", mime="audio/mp4", is_lossless=False),
    "opus": Kind(
        "opus", "libopus", "flt", 48_000, codec="opus", container="ogg", mime="audio/ogg", is_lossless=False
    ),
    "wav 8k mono": Kind("wav", "pcm_s16le", "s16", 8_000, 1, codec="pcm", container="wav", mime="audio/wav"),
    "flac 96k 24": Kind("flac", "flac", "s32", 96_000, codec="flac", container="flac", mime="audio/flac"),
    "aiff": Kind("aiff", "pcm_s16be", "s16", codec="pcm", container="aiff", mime="audio/aiff"),
    "wavpack": Kind("wv", "wavpack", "fltp", codec="wavpack", container="wavpack", mime="audio/x-wavpack"),
    "wav 11k": Kind("wav", "pcm_s16le", "s16", 11_025, codec="pcm", container="wav", mime="audio/wav"),
    "wav 8 bit": Kind("wav", "pcm_u8", "u8", codec="pcm", container="wav", mime="audio/wav"),
}  # fmt: skip


def write(path: Path, pcm: Pcm, kind: Kind) -> MediaFile:
    """`pcm` has the rate and the channels of `kind`."""
    layout = LAYOUTS[kind.channels]
    with av.open(str(path), "w", options=dict(kind.options)) as out:
        stream = out.add_stream(kind.encoder, rate=kind.rate_hz, layout=layout)
        assert isinstance(stream, av.AudioStream)
        stream.format = av.AudioFormat(kind.sample_format)
        packed = np.ascontiguousarray(pcm.T).reshape(1, -1)  # PyAV cannot take 8 planes
        frame = av.AudioFrame.from_ndarray(packed, "flt", layout=layout)
        frame.sample_rate = kind.rate_hz
        frame.pts = 0
        resampler = av.AudioResampler(kind.sample_format, layout, kind.rate_hz)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(part))
    return media_file(path, kind)


_BITS = {"u8": 8, "s32": 24, "s32p": 24, "fltp": 24, "flt": 24}


def media_file(path: Path, kind: Kind) -> MediaFile:
    found = path.stat()
    audio = AudioFormat(
        kind.codec,
        kind.container,
        kind.mime,
        kind.rate_hz,
        kind.channels,
        _BITS.get(kind.sample_format, 16) if kind.is_lossless else None,
        256,
    )
    return MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, audio, 0)


def decode(data: bytes) -> Pcm:
    """What a player hears, with the delays left out that the container tells of."""
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(container.streams.audio[0]))
    return np.concatenate([_planes(frame) for frame in frames], axis=1)


def decode_file(path: Path) -> Pcm:
    return decode(path.read_bytes())


def duration(data: bytes) -> Fraction:
    """What the container claims."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        return stream.duration * stream.time_base


def snr_db(reference: Pcm, heard: Pcm) -> float:
    noise = float(((heard - reference) ** 2).sum())
    return 10 * float(np.log10(float((reference**2).sum()) / max(noise, 1e-20)))


def _planes(frame: av.AudioFrame) -> Pcm:
    raw = np.asarray(frame.to_ndarray())
    planes = raw if frame.format.is_planar else raw.reshape(-1, len(frame.layout.channels)).T
    if planes.dtype == np.uint8:
        planes = (planes.astype(np.float32) - 128) / 128
    elif planes.dtype.kind == "i":
        planes = planes / float(1 << (8 * planes.dtype.itemsize - 1))
    planes = planes.astype(np.float32)
    return planes if len(planes) > 1 else np.repeat(planes, 2, axis=0)
