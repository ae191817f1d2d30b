"""Finds the words of a track: beside its file or in it. Read when asked for, so that they are never stale."""

from __future__ import annotations

import contextlib
from pathlib import Path

from library.errors import UnreadableFile
from library.model import Lyrics
from library.tags import embedded_lyrics, parsed_lyrics, read_neighbour

_SUFFIXES = (".lrc", ".ttml", ".txt")  # in order of what they can tell
_MAX_BYTES = 2**20


def find_lyrics(audio: Path) -> tuple[Lyrics, ...]:
    """Best first: with times before those without, beside the file before inside it. Blocks for the disk."""
    found = [lyrics for suffix in _SUFFIXES if (lyrics := _beside(audio.with_suffix(suffix)))]
    with contextlib.suppress(UnreadableFile):  # what is beside it stands all the same
        found += embedded_lyrics(audio)
    return tuple(sorted(found, key=lambda lyrics: not lyrics.is_synced))


def _beside(path: Path) -> Lyrics | None:
    data = read_neighbour(path, _MAX_BYTES)
    return None if data is None else parsed_lyrics(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
