"""Finds the audio files and cover images below a root; opens none of them, follows no link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from library.tags import SUFFIXES

_IMAGE_STEMS = ("cover", "folder", "front")  # in order of preference
_IMAGE_SUFFIXES = ("jpg", "jpeg", "png", "webp")

# Deeper is a mistake (a mount inside itself); paths end at 4096 bytes anyway.
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class FileSeen:
    path: str  # relative to the root, with "/"
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """One directory; `path` is "" for the root itself."""

    path: str
    files: tuple[FileSeen, ...]  # audio, by name
    image: FileSeen | None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that a person would expect in the library, and why it is not."""

    path: str
    reason: str
    hides_below: bool  # whether files below it may exist all the same: nothing there counts as removed


Seen = FolderSeen | PassedOver


def walk(root: Path) -> Iterator[Seen]:
    """Depth first, by name. Hidden files and folders, links, pipes and sockets are left out.

    Links are not followed, since one that stays inside the root would list its music twice and one that
    leads out of it would read what nobody asked for.
    """
    pending = [""]
    while pending:
        path = pending.pop()
        try:
            entries = sorted(_entries(root, path), key=lambda entry: entry.name)
        except OSError as error:
            yield PassedOver(path, f"The folder cannot be read: {error.strerror}.", hides_below=True)
            continue
        folders: list[str] = []
        files: list[FileSeen] = []
        images: list[FileSeen] = []
        for entry in entries:
            below = f"{path}/{entry.name}" if path else entry.name
            try:
                if entry.is_symlink():
                    yield from _link(root, below, entry)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(below)
                elif _is_audio(entry.name):
                    files += _regular(below, entry)
                elif _image_rank(entry.name) is not None:
                    images += _regular(below, entry)
            except OSError as error:
                yield PassedOver(below, f"It cannot be looked at: {error.strerror}.", hides_below=True)
        images.sort(key=lambda image: _image_rank(image.path.rpartition("/")[2]) or (0, 0))
        yield FolderSeen(path, tuple(files), images[0] if images else None)
        if path.count("/") < _MAX_DEPTH:
            pending += reversed(folders)


def _entries(root: Path, path: str) -> list[os.DirEntry[str]]:
    with os.scandir(root / path if path else root) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]


def _is_audio(name: str) -> bool:
    return (
        name[name.rfind(".") :].lower() in SUFFIXES
    )  # a Path for every file would double the time of a walk


def _image_rank(name: str) -> tuple[int, int] | None:
    stem, _, suffix = name.lower().rpartition(".")
    if stem in _IMAGE_STEMS and suffix in _IMAGE_SUFFIXES:
        return _IMAGE_STEMS.index(stem), _IMAGE_SUFFIXES.index(suffix)
    return None


def _regular(path: str, entry: os.DirEntry[str]) -> list[FileSeen]:
    """Empty for a pipe, a socket or a device: opening one could block for ever."""
    status = entry.stat(follow_symlinks=False)
    return [FileSeen(path, status.st_size, status.st_mtime_ns)] if stat.S_ISREG(status.st_mode) else []


def _link(root: Path, path: str, entry: os.DirEntry[str]) -> Iterator[PassedOver]:
    """Says so only of a link to music outside; one inside is music that has been found under its own name."""
    target = Path(os.path.realpath(entry.path))  # never raises for a loop, as resolve() does
    is_inside = target.is_relative_to(os.path.realpath(root))
    if not is_inside and (target.is_dir() or _is_audio(entry.name)):
        reason = (
            "A link that leads out of the music folder is not followed; add its target as a music folder."
        )
        yield PassedOver(path, reason, hides_below=False)
