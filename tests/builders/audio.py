"""Makes real, small audio files of every format that the library reads; the sound is a plain tone."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np

# suffix → (container, codec, sample format, rate)
_ENCODED = {
    ".mp3": ("mp3", "libmp3lame", "s16p", 44_100),
    ".flac": ("flac", "flac", "s16", 44_100),
    ".ogg": ("ogg", "vorbis", "fltp", 44_100),
    ".opus": ("ogg", "libopus", "s16", 48_000),
    ".m4a": ("ipod", "aac", "fltp", 44_100),
    ".alac.m4a": ("ipod", "alac", "s16p", 44_100),
    ".wav": ("wav", "pcm_s16le", "s16", 44_100),
    ".aiff": ("aiff", "pcm_s16be", "s16", 44_100),
    ".wv": ("wv", "wavpack", "s16p", 44_100),
    ".wma": ("asf", "wmav2", "fltp", 44_100),
}
FORMATS = (*_ENCODED, ".ape", ".dsf")


def make_audio(
    path: Path,
    *,
    seconds: float = 0.5,
    hz: float = 440.0,
    format: str | None = None,
    rise_hz_per_s: float = 0.0,
) -> Path:
    """Writes a stereo tone to `path`, whose pitch may tell the place; `format`, one of FORMATS, defaults to its
    suffix. Tags: tests.builders.tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = format or (".alac.m4a" if path.name.endswith(".alac.m4a") else path.suffix)
    if kind == ".ape":
        path.write_bytes(_silent_ape(round(seconds * 44_100)))
    elif kind == ".dsf":
        path.write_bytes(_dsf(seconds, hz))
    else:
        _encode(path, tone(seconds, hz, _ENCODED[kind][3], rise_hz_per_s), *_ENCODED[kind])
    return path


def tone(
    seconds: float, hz: float, rate_hz: int, rise_hz_per_s: float = 0.0
) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """(samples, 2), at −12 dBFS."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    turns = hz * time + rise_hz_per_s * time**2 / 2
    mono = np.round(8_192 * np.sin(2 * np.pi * turns)).astype(np.int16)
    return np.stack([mono, mono], axis=1)


def _encode(
    path: Path, samples: np.ndarray, container: str, codec: str, sample_format: str, rate: int
) -> None:
    with av.open(path, "w", format=container) as output:
        # FFmpeg calls its own Vorbis encoder experimental.
        stream = output.add_stream(codec, rate=rate, options={"strict": "experimental"})
        assert isinstance(stream, av.AudioStream)
        if codec == "wmav2":
            stream.bit_rate = 128_000  # its own default is none that it knows
        stream.layout = "stereo"
        stream.format = sample_format
        resampler = av.AudioResampler(format=sample_format, layout="stereo", rate=rate)
        for start in range(0, len(samples), 4_096):
            block = np.ascontiguousarray(samples[start : start + 4_096]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
            frame.sample_rate = rate
            frame.pts = start
            for resampled in resampler.resample(frame):
                output.mux(stream.encode(resampled))
        output.mux(stream.encode(None))


def _silent_ape(samples: int) -> bytes:
    """Monkey's Audio 3.99: no encoder is at hand, but a frame whose flags say `silence` needs no coded
    samples."""
    per_frame = 73_728
    frames = -(-samples // per_frame)
    data = struct.pack("<I", 0)  # padding before the first frame keeps offsets a multiple of four
    frame = struct.pack("<IIII", 0x80000000, 3, 0, 0)  # CRC with "flags follow", flags: both channels silent
    frame_data = frame * frames
    header_bytes, seek_bytes = 24, 4 * frames
    first = 52 + header_bytes + seek_bytes
    table = b"".join(struct.pack("<I", first + index * len(frame)) for index in range(frames))
    descriptor = struct.pack(
        "<4sHHIIIIIII16s", b"MAC ", 3990, 0, 52, header_bytes, seek_bytes, 0, len(frame_data), 0, 0, bytes(16)
    )
    last = samples - (frames - 1) * per_frame
    # compression 2000, flags 32 (no WAV header stored), …
    header = struct.pack("<HHIIIHHI", 2000, 32, per_frame, last, frames, 16, 2, 44_100)
    return descriptor + header + table + frame_data + data


def _dsf(seconds: float, hz: float) -> bytes:
    """DSD64 by a first-order sigma-delta modulator; blocks of 4096 bytes a channel, first bit lowest (Sony,
    DSF 1.01)."""
    rate, block = 2_822_400, 4_096
    count = round(seconds * rate)
    wanted = np.cumsum(0.5 * np.sin(2 * np.pi * hz * np.arange(count) / rate) + 0.5)
    bits = np.diff(np.floor(wanted), prepend=0).astype(np.uint8)
    channel = np.packbits(bits, bitorder="little").tobytes()
    channel += b"\x69" * (-len(channel) % block)
    blocks = b"".join(channel[at : at + block] * 2 for at in range(0, len(channel), block))
    total = 28 + 52 + 12 + len(blocks)
    return (
        struct.pack("<4sQQQ", b"DSD ", 28, total, 0)
        + struct.pack("<4sQIIIIIIQII", b"fmt ", 52, 1, 0, 2, 2, rate, 1, count, block, 0)
        + struct.pack("<4sQ", b"data", 12 + len(blocks))
        + blocks
    )
