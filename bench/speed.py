"""Converting one file from end to end, ours against the ffmpeg program on the same file, in seconds of CPU."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from library import AudioFormat, MediaFile, TrackId
from server.clock import SystemClock
from server.config import StreamingConfig
from server.streaming import OpenFile, Streams, get_profile

ROUNDS = 3
FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
PROGRAM = {
    "opus-128": ["-c:a", "libopus", "-b:a", "128k", "-vbr", "off", "-f", "ogg"],
    "flac-16-44100-2": ["-c:a", "flac", "-f", "flac"],
    "m4a-256": ["-c:a", "aac", "-b:a", "256k", "-ar", "48000", "-f", "adts"],
    "mp3-192": ["-c:a", "libmp3lame", "-b:a", "192k", "-ar", "48000", "-f", "mp3"],
}


def compare_speed(path: Path) -> None:
    """Needs `ffmpeg` in the PATH, or named by SEGUE_BENCH_FFMPEG."""
    program = os.environ.get("SEGUE_BENCH_FFMPEG") or shutil.which("ffmpeg")
    if program is None:
        print("no ffmpeg here to compare with")
        return
    for profile, options in PROGRAM.items():
        ratios = [_theirs_s(program, path, options) / _ours_s(path, profile) for _ in range(ROUNDS)]
        print(f"speed ÷ ffmpeg, {profile:15} {median(ratios):.2f}")
    ours, theirs = _first_byte(path), _first_byte_of(program, path)
    print(
        f"first byte at 2:00 ÷ ffmpeg     {ours / theirs:.2f}   ({ours * 1000:.0f} ms, {theirs * 1000:.0f} ms)"
    )


def _ours_s(path: Path, profile: str) -> float:
    with tempfile.TemporaryDirectory() as cache:
        streams = _streams(Path(cache))
        before = time.process_time()
        body = streams.rendition(_media(path), get_profile(profile)).open(0, None)
        assert not isinstance(body, OpenFile)
        for _ in body:
            pass
        spent = time.process_time() - before
        streams.close()
    return spent


def _theirs_s(program: str, path: Path, options: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [program, "-v", "error", "-threads", "1", "-i", path, *options, "-y", os.devnull], check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _first_byte(path: Path) -> float:
    """A start of its own at 2:00, as an app asks for it, in seconds."""
    spent = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as cache:
            streams = _streams(Path(cache))
            began = time.perf_counter()
            body = streams.rendition(_media(path), get_profile("opus-128"), start_ms=120_000).open(0, None)
            assert not isinstance(body, OpenFile)
            next(iter(body))
            spent.append(time.perf_counter() - began)
            streams.close()
    return median(spent)


def _first_byte_of(program: str, path: Path) -> float:
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        command: list[str | Path] = [
            program,
            "-v",
            "error",
            "-ss",
            "120",
            "-i",
            path,
            *PROGRAM["opus-128"],
            "pipe:1",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            running.stdout.read(1)
            spent.append(time.perf_counter() - began)
            running.kill()
    return median(spent)


def _streams(cache: Path) -> Streams:
    return Streams(
        config=StreamingConfig(), key=b"k" * 32, cache_dir=cache, media_file=_never, clock=SystemClock()
    )


def _never(id: TrackId) -> MediaFile:
    raise KeyError(id)


def _media(path: Path) -> MediaFile:
    found = path.stat()
    return MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, FLAC, 0)
