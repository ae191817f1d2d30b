"""Listening to a track (loudness, true peak, outline), against decoding it and nothing more; of each kind of file."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av

from bench.streams import write_music
from library import measure_sound

SECONDS = 300
ROUNDS = 3
KINDS = {".flac": "flac", ".mp3": "libmp3lame", ".opus": "libopus", ".m4a": "aac"}


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as folder:
        original = Path(folder) / "music.flac"
        write_music(original, SECONDS, seed=1)
        for suffix, codec in KINDS.items():
            path = Path(folder) / f"copy{suffix}"
            convert(original, path, codec)
            heard, decoded = speed(partial(measure_sound, path)), speed(partial(decode, path))
            print(
                f"{suffix:<6} heard {heard:4.0f} × real time, decoded {decoded:5.0f} ×   {heard / decoded:.2f}"
            )


def speed(listen: Callable[[], object]) -> float:
    """Seconds of sound in a second of the processor; the best of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        listen()
        rounds.append(time.process_time() - began)
    return SECONDS / min(rounds)


def decode(path: Path) -> None:
    with av.open(path) as container:
        for _ in container.decode(audio=0):
            pass


def convert(source: Path, target: Path, codec: str) -> None:
    with av.open(source) as read, av.open(target, "w") as written:
        stream = written.add_stream(codec, rate=48_000 if codec == "libopus" else 44_100)
        assert isinstance(stream, av.AudioStream)
        for frame in read.decode(audio=0):
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))
