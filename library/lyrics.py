"""Finds the words of a track: beside its file or in it. Read when asked for, so that they are never stale."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from library.errors import UnreadableFile
from library.model import Lyrics
from library.tags import embedded_lyrics, parsed_lyrics

_SUFFIXES = (".lrc", ".ttml", ".txt")  # in order of what they can tell
_MAX_BYTES = 2**20


def find_lyrics(audio: Path) -> tuple[Lyrics, ...]:
    """Best first: with times before those without, beside the file before inside it. Blocks for the disk."""
    found = [lyrics for suffix in _SUFFIXES if (lyrics := _beside(audio.with_suffix(suffix)))]
    with contextlib.suppress(UnreadableFile):  # what is beside it stands all the same
        found += embedded_lyrics(audio)
    return tuple(sorted(found, key=lambda lyrics: not lyrics.is_synced))


def _beside(path: Path) -> Lyrics | None:
    """No links, pipes or endless files: only a small regular file of the folder itself."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            return None
        return parsed_lyrics(_decoded(os.read(file, _MAX_BYTES)))
    except OSError:
        return None
    finally:
        os.close(file)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
