"""Finds the audio files and cover images below a root; opens none of them, follows no link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from library.names import identity
from library.tags import SUFFIXES

_IMAGE_STEMS = ("cover", "folder", "front")  # in order of preference
_DISC_IMAGE = re.compile(r"(?:disc|disk|cd)[ _-]?0*(\d{1,3})")
_ARTIST_STEM = "artist"
_ARTISTS_FOLDER = "artists"  # holds pictures that are called like the artists
_SHEET_SUFFIX = ".cue"
_IMAGE_SUFFIXES = ("jpg", "jpeg", "png", "webp")

# Deeper is a mistake (a mount inside itself); paths end at 4096 bytes anyway.
_MAX_DEPTH = 64

_OUTWARDS = "A link that leads out of the music folder is not followed; add its target as a music folder."
_NOWHERE = "A link that leads nowhere."
_TOO_DEEP = f"It is more than {_MAX_DEPTH} folders deep: nothing below is looked at."
_SPECIAL = "It is not a file with contents but a pipe, a socket or a device: it is never opened."


@dataclass(frozen=True, slots=True)
class FileSeen:
    path: str  # relative to the root, with "/"
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that a person would expect in the library, and why it is not."""

    path: str
    reason: str
    hides_below: bool  # whether files below it may exist all the same: nothing there counts as removed


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """One directory; `path` is "" for the root itself."""

    path: str
    listing: list[tuple[str, int, int]]  # its audio files by name: name, size, time in ns
    image: FileSeen | None
    folders: list[str]  # paths, by name
    passed_over: list[PassedOver]
    is_bare: bool  # holds nothing whatever
    sheets: list[tuple[str, int, int]] = field(default_factory=list)  # its cue sheets, as `listing`
    portraits: dict[str, FileSeen] = field(default_factory=dict)  # pictures of something else, by role

    @property
    def files(self) -> tuple[FileSeen, ...]:
        above = f"{self.path}/" if self.path else ""
        return tuple(FileSeen(above + name, size, mtime_ns) for name, size, mtime_ns in self.listing)

    @property
    def stamp(self) -> bytes:
        """Short, and another one as soon as a file or the image is; empty without any."""
        if not self.listing and self.image is None and not self.portraits:
            return b""
        image = self.image and (self.image.path, self.image.size_bytes, self.image.mtime_ns)
        others = [part for part in (self.sheets, sorted(self.portraits.items())) if part]
        return _digest((self.listing, image, *others))

    @property
    def sheets_stamp(self) -> bytes:
        """Another one as soon as a cue sheet is; empty without any."""
        return _digest(self.sheets) if self.sheets else b""


Seen = FolderSeen | PassedOver


def _digest(told: object) -> bytes:
    return blake2b(repr(told).encode("utf-8", "surrogateescape"), digest_size=8).digest()


def walk(root: Path, below: str = "") -> Iterator[Seen]:
    """Depth first, by name. Hidden files and folders, links, pipes and sockets are left out.

    Links are not followed, since one that stays inside the root would list its music twice and one that
    leads out of it would read what nobody asked for.
    """
    pending = [below]
    while pending:
        path = pending.pop()
        try:
            seen = look(root, path)
        except OSError as error:
            yield PassedOver(path, f"The folder cannot be read: {error.strerror}.", hides_below=True)
            continue
        yield seen
        if path.count("/") < _MAX_DEPTH:
            pending += reversed(seen.folders)
        else:
            yield from (PassedOver(folder, _TOO_DEEP, hides_below=True) for folder in seen.folders)


def look(root: Path, path: str) -> FolderSeen:
    """Into one directory. Raises: OSError."""
    top = os.fspath(root)
    with os.scandir(f"{top}/{path}" if path else top) as scanning:
        entries = list(scanning)
    above = f"{path}/" if path else ""
    folders: list[str] = []
    listing: list[tuple[str, int, int]] = []
    images: list[FileSeen] = []
    sheets: list[tuple[str, int, int]] = []
    portraits: dict[str, FileSeen] = {}
    passed_over: list[PassedOver] = []
    # A loop that a rescan runs through for every file: attribute look-ups are what it costs.
    for entry in entries:
        name = entry.name
        if name[0] == ".":
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                folders.append(above + name)
            elif entry.is_symlink():
                passed_over += _link(root, above + name, entry)
            elif name[name.rfind(".") :].lower() in SUFFIXES:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    listing.append((name, status.st_size, status.st_mtime_ns))
                else:
                    passed_over.append(PassedOver(above + name, _SPECIAL, hides_below=False))
            elif _image_rank(name) is not None:
                images += _regular(above + name, entry)
            elif (role := _role(path, name)) is not None:
                for seen in _regular(above + name, entry):
                    portraits[role] = min(portraits.get(role, seen), seen, key=_by_suffix)
            elif _is_sheet(name):
                sheets += [(name, seen.size_bytes, seen.mtime_ns) for seen in _regular(above + name, entry)]
        except OSError as error:
            reason = f"It cannot be looked at: {error.strerror}."
            passed_over.append(PassedOver(above + name, reason, hides_below=True))
    listing.sort()
    folders.sort()
    sheets.sort()
    image = min(images, key=lambda seen: _image_rank(seen.path.rpartition("/")[2]) or (0, 0), default=None)
    return FolderSeen(path, listing, image, folders, passed_over, not entries, sheets, portraits)


def is_music(path: str) -> bool:
    """Whether a file of that path would be looked at."""
    folder, _, name = path.rpartition("/")
    is_image = _image_rank(name) is not None or _role(folder, name) is not None
    return is_image or _is_audio(name) or _is_sheet(name)


def _is_audio(name: str) -> bool:
    return name[name.rfind(".") :].lower() in SUFFIXES


def _role(folder: str, name: str) -> str | None:
    """What an image shows, if not the release: `artist`, `disc 2`, or `name` and the key of an artist."""
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() not in _IMAGE_SUFFIXES:
        return None
    if folder.rpartition("/")[2].lower() == _ARTISTS_FOLDER:
        return f"name {identity(stem)}"
    if match := _DISC_IMAGE.fullmatch(stem.lower()):
        return f"disc {int(match[1])}"
    return "artist" if stem.lower() == _ARTIST_STEM else None


def _by_suffix(seen: FileSeen) -> tuple[int, str]:
    return _IMAGE_SUFFIXES.index(seen.path.rpartition(".")[2].lower()), seen.path


def _is_sheet(name: str) -> bool:
    return name[-4:].lower() == _SHEET_SUFFIX


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
    """Says nothing of a link to music inside, which has been found under its own name."""
    target = Path(os.path.realpath(entry.path))  # never raises for a loop, as resolve() does
    if target.is_relative_to(os.path.realpath(root)) and os.path.lexists(target) and not target.is_symlink():
        return
    if target.is_dir() or (_is_audio(entry.name) and target.exists()):
        yield PassedOver(path, _OUTWARDS, hides_below=False)
    elif _is_audio(entry.name):
        yield PassedOver(path, _NOWHERE, hides_below=False)
