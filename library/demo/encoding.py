"""Writes sound into audio files with PyAV."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from library.demo.mixing import Stereo
from library.demo.programme import Format

# container, codec, sample format, bits a second (None: lossless)
_ENCODERS = {
    Format.FLAC: ("flac", "flac", "s16", None),
    Format.MP3: ("mp3", "libmp3lame", "fltp", 192_000),
    Format.OPUS: ("ogg", "libopus", "flt", 128_000),
    Format.M4A: ("ipod", "aac", "fltp", 192_000),
}
_BLOCK = 8_192


def rate_hz(format: Format) -> int:
    return 48_000 if format is Format.OPUS else 44_100


def encode(sound: Stereo, format: Format, path: Path) -> None:
    """Blocks: lossless files hold exactly the samples of `sound`."""
    container, codec, sample_format, bit_rate = _ENCODERS[format]
    with av.open(path, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz(format))
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec} is no audio codec")
        stream.layout = "stereo"
        stream.format = sample_format
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        for start in range(0, sound.shape[1], _BLOCK):
            frame = _frame(sound[:, start : start + _BLOCK], sample_format)
            frame.sample_rate = rate_hz(format)
            frame.pts = start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _frame(block: Stereo, sample_format: str) -> av.AudioFrame:
    if sample_format == "fltp":
        return av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
    interleaved = np.ascontiguousarray(block.T).reshape(1, -1)
    if sample_format == "s16":
        interleaved = np.round(interleaved * 32_767).astype(np.int16)
    return av.AudioFrame.from_ndarray(interleaved, format=sample_format, layout="stereo")
