"""Makes many small, valid and different music files quickly: an encoder runs once, tags are written by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import av
import numpy as np

_PER_RELEASE = 12
_RELEASES_PER_ARTIST = 4
_GENRES = ("Rock", "Jazz", "Folk", "Electronic", "Classical", "Ambient", "Blues", "Soul")
_WORDS = (
    *("river", "silent", "house", "winter", "golden", "stone", "letter", "garden", "paper", "northern"),
    *("engine", "harbour", "velvet", "morning", "echo", "lantern", "copper", "meadow", "distant", "parade"),
)
_RATE_HZ = 44_100


def make_tracks(music: Path, count: int) -> None:
    """MP3s of a tenth of a second, each with tags of its own: twelve a release, four releases an artist."""
    sound = _sound()
    folder = music
    for number in range(count):
        release, track = divmod(number, _PER_RELEASE)
        artist = release // _RELEASES_PER_ARTIST
        if track == 0:
            folder = music / f"{_name(artist, 2)} {artist}" / f"{_name(7 * release + 3, 3)} {release}"
            folder.mkdir(parents=True, exist_ok=True)
        fields = {
            "TIT2": f"{_name(31 * number + 5, 3)} {number}",
            "TPE1": f"{_name(artist, 2)} {artist}",
            "TPE2": f"{_name(artist, 2)} {artist}",
            "TALB": f"{_name(7 * release + 3, 3)} {release}",
            "TRCK": f"{track + 1}/{_PER_RELEASE}",
            "TPOS": "1/1",
            "TDRC": str(1960 + release % 65),
            "TCON": _GENRES[release % len(_GENRES)],
        }
        with open(f"{folder}/{track + 1:02}.mp3", "wb") as file:  # noqa: PTH123 - a Path a file is half the time
            file.write(id3(fields) + sound)


def id3(fields: dict[str, str]) -> bytes:
    """An ID3v2.4 tag of text frames in UTF-8: https://id3.org/id3v2.4.0-structure"""
    frames = b"".join(_frame(name, b"\x03" + text.encode()) for name, text in fields.items())
    return b"ID3\x04\x00\x00" + _synchsafe(len(frames)) + frames


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + _synchsafe(len(body)) + b"\x00\x00" + body


def _synchsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _name(seed: int, words: int) -> str:
    picked = [_WORDS[(seed // len(_WORDS) ** at) % len(_WORDS)] for at in range(words)]
    return " ".join(picked).title()


def _sound() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.mp3"
        with av.open(str(path), "w", format="mp3", options={"id3v2_version": "0"}) as output:
            stream = output.add_stream("libmp3lame", rate=_RATE_HZ)
            assert isinstance(stream, av.AudioStream)
            stream.layout, stream.format = "stereo", "s16p"
            silence = np.zeros((2, _RATE_HZ // 10), np.int16)
            frame = av.AudioFrame.from_ndarray(silence, format="s16p", layout="stereo")
            frame.sample_rate = _RATE_HZ
            output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        return path.read_bytes()
