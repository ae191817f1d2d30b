"""Tells whether a file cannot be played because a shop has locked it."""

from __future__ import annotations

from pathlib import Path

from mutagen import FileType
from mutagen.mp4 import MP4

# ISO/IEC 14496-12 §8.12 names a protected track `enca`; Apple's FairPlay calls it `drms`.
_PROTECTED = ("drms", "drmi", "enca", "encv")
PROTECTED = "It is copy-protected: only the shop's own program can play it."
_SUFFIXES = (".m4a", ".m4b", ".m4p", ".mp4")


def is_protected(path: Path) -> bool:
    """Whether the MP4 at `path` says so; False for anything else."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        file: FileType = MP4(path)  # type: ignore[no-untyped-call] # mutagen types not all
    except Exception:  # a foreign parser on bytes from anywhere: see read.read
        return False
    return str(getattr(file.info, "codec", "")).startswith(_PROTECTED)
