"""Makes a file of several tracks, and the cue sheet that lists them."""

from __future__ import annotations

from pathlib import Path

from tests.builders.audio import make_audio
from tests.builders.shelf import Shelf
from tests.builders.tags import tag

CUED_S = 3.0


def sheet(*titles: str, file: str = "Album.wav", album: str = "An Album", performer: str = "Somebody") -> str:
    """Each track begins one second and one frame after the one before."""
    tracks = "".join(
        f'  TRACK {number:02} AUDIO\n    TITLE "{title}"\n    INDEX 01 00:{number - 1:02}:{number - 1:02}\n'
        for number, title in enumerate(titles, 1)
    )
    return f'PERFORMER "{performer}"\nTITLE "{album}"\nREM DATE 1999\nFILE "{file}" WAVE\n{tracks}'


def cued(shelf: Shelf, name: str = "Album.flac", *titles: str, **fields: str) -> tuple[Path, Path]:
    """A file of three seconds and the sheet beside it."""
    audio = make_audio(shelf.music / name, seconds=CUED_S)
    if fields:
        tag(audio, None, **fields)
    beside = audio.with_suffix(".cue")
    beside.write_text(sheet(*(titles or ("One", "Two", "Three"))), encoding="utf-8")
    return audio, beside
