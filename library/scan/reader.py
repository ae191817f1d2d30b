"""Reads what a scan asks for from the disk, one file after the other; knows no database."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from library.errors import UnreadableFile
from library.scan.outcomes import (
    FileBroken,
    FileRead,
    FileToRead,
    ImageRead,
    ImageToRead,
    Outcome,
    PictureSeen,
    PictureToSee,
    ToRead,
)
from library.scan.walk import FileSeen
from library.tags import Contents, digest_of, read, read_picture

_MAX_IMAGE_BYTES = 32 * 2**20

_CHANGED = "It changed while it was being read; the next scan reads it again."
_NO_FILE = "It is not the file any more that was found; the next scan looks at it again."


@dataclass(frozen=True, slots=True)
class Unreadable:
    reason: str


@dataclass(frozen=True, slots=True)
class Picture:
    digest: str | None


@dataclass(frozen=True, slots=True)
class Colour:
    """As library.thumbnails.dominant_colour; empty for what cannot be shown."""

    colour: str


Result = Contents | Unreadable | Picture | Colour


def read_outcome(root: Path, work: ToRead) -> Outcome:
    """Blocks for the disk; some ms for a healthy file. Never raises for a broken one."""
    match work:
        case FileToRead(file, _, sheets):
            return outcome_of(work, read_file(root, file, sheets))
        case ImageToRead(_, image):
            return outcome_of(work, read_image(root, image))
        case PictureToSee(_, digest, path, is_image):
            colour = colour_of(root, path, digest, is_image=is_image)
            return outcome_of(work, Picture(None) if colour is None else Colour(colour))


def outcome_of(work: ToRead, result: Result) -> Outcome:
    match work, result:
        case FileToRead(file, track), Contents():
            return FileRead(file, track, result)
        case FileToRead(file), Unreadable(reason):
            return FileBroken(file, reason)
        case ImageToRead(folder, image, role), Picture(digest):
            return ImageRead(folder, image, digest, role)
        case ImageToRead(folder, image, role), _:
            return ImageRead(folder, image, None, role)
        case PictureToSee(cover), Colour(colour):
            return PictureSeen(cover, colour)
        case PictureToSee(cover), Unreadable():  # it took too long, or too much memory
            return PictureSeen(cover, "")
        case PictureToSee(cover), _:
            return PictureSeen(cover, None)
        case FileToRead(file), _:
            return FileBroken(file, _NO_FILE)
    raise AssertionError(work)  # all pairs are above


def read_file(root: Path, file: FileSeen, sheets: tuple[str, ...] = ()) -> Result:
    path = root / file.path
    if not _is_regular(path):
        return Unreadable(_NO_FILE)
    try:
        return read(path, sheets=sheets)
    except UnreadableFile as error:
        return Unreadable(_CHANGED if _has_changed(path, file) else error.reason)


def read_image(root: Path, image: FileSeen | None) -> Picture:
    if image is None or not 0 < image.size_bytes <= _MAX_IMAGE_BYTES:
        return Picture(None)
    path = root / image.path
    try:
        return Picture(digest_of(path.read_bytes()) if _is_regular(path) else None)
    except OSError:
        return Picture(None)


def colour_of(root: Path, path: str, digest: str, *, is_image: bool) -> str | None:
    """Of the picture with this digest, in the file or as the file; None if it is not there any more."""
    file = root / path
    if not _is_regular(file):
        return None
    try:
        data = file.read_bytes() if is_image else read_picture(file)
    except (OSError, UnreadableFile):
        return None
    from library.thumbnails import dominant_colour  # Pillow: only the child that looks at covers needs it

    return dominant_colour(data) if data and digest_of(data) == digest else None


def _is_regular(path: Path) -> bool:
    """Again, since time has passed since the walk: a link would lead out, a pipe would block for ever."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _has_changed(path: Path, file: FileSeen) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return True
    return (status.st_size, status.st_mtime_ns) != (file.size_bytes, file.mtime_ns)
