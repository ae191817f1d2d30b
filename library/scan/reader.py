"""Reads what the diff asks for from the disk, one file after the other; knows no database."""

from __future__ import annotations

from pathlib import Path

from library.errors import UnreadableFile
from library.scan.outcomes import FileBroken, FileRead, FileToRead, ImageRead, ImageToRead, Outcome, ToRead
from library.scan.walk import FileSeen
from library.tags import digest_of, read

_MAX_IMAGE_BYTES = 32 * 2**20


def read_outcome(root: Path, work: ToRead) -> Outcome:
    """Blocks for the disk; some ms for a healthy file. Never raises for a broken one."""
    match work:
        case FileToRead(file, track):
            try:
                return FileRead(file, track, read(root / file.path))
            except UnreadableFile as error:
                return FileBroken(file, error.reason)
        case ImageToRead(folder, image):
            return ImageRead(folder, image, _image_digest(root, image) if image else None)


def _image_digest(root: Path, image: FileSeen) -> str | None:
    if not 0 < image.size_bytes <= _MAX_IMAGE_BYTES:
        return None
    try:
        return digest_of((root / image.path).read_bytes())
    except OSError:
        return None
