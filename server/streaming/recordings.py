"""Short sounds that are in no library – what is announced, what wakes – as plain WAV, which every speaker plays."""

from __future__ import annotations

import io
import secrets
import shutil
import threading
import wave
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from library import AudioFormat, MediaFile, TrackId
from server.streaming.encode import measure, read_at_rate, to_bytes
from server.streaming.errors import LinkForged
from server.streaming.originals import Original

RATE_HZ = 44_100
KEPT = 30  # the newest; a speaker fetches one within seconds of its making
MIME = "audio/wav"


@dataclass(frozen=True, slots=True)
class Recording:
    path: str  # of this server: "/sound/…"; who knows it may hear it
    title: str
    duration_ms: int
    mime: str = MIME


class Recordings:
    """Any thread. The files are this run's: what an earlier one left is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._files: OrderedDict[str, MediaFile] = OrderedDict()
        shutil.rmtree(folder, ignore_errors=True)

    def add(self, title: str, wav: bytes) -> Recording:
        """Raises: OSError where the disk is full."""
        id = secrets.token_urlsafe(16)
        duration_ms = _duration_ms(wav)
        path = self._write(id, wav)
        found = path.stat()
        format = AudioFormat("pcm", "wav", MIME, RATE_HZ, 2, 16, 1411)
        media = MediaFile(TrackId(id), path, found.st_size, found.st_mtime_ns, format, duration_ms)
        with self._lock:
            self._files[id] = media
            gone = [self._files.popitem(last=False)[1] for _ in range(len(self._files) - KEPT)]
        for old in gone:
            old.path.unlink(missing_ok=True)
        return Recording(f"/sound/{id}", title, duration_ms)

    def convert(self, title: str, sound: bytes, *, most_s: int) -> Recording:
        """From any kind of file; what is longer is cut. Raises: Undecodable, OSError."""
        path = self._write(f"{secrets.token_urlsafe(16)}.in", sound)
        try:
            source = measure(path)
            samples = min(source.samples * RATE_HZ // source.rate_hz, most_s * RATE_HZ)
            pcm = read_at_rate(source, RATE_HZ, 0, samples)
        finally:
            path.unlink(missing_ok=True)
        return self.add(title, _wav(to_bytes(pcm, 16, big_endian=False)))

    def open(self, id: str) -> Original:
        """Raises: LinkForged."""
        media = self._files.get(id)
        if media is None:
            raise LinkForged
        return Original(media)

    def _write(self, name: str, data: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name
        path.write_bytes(data)
        return path


def _wav(frames: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(frames)
    return out.getvalue()


def _duration_ms(wav: bytes) -> int:
    with wave.open(io.BytesIO(wav), "rb") as file:
        return file.getnframes() * 1000 // file.getframerate()
