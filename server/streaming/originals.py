"""The original file as a rendition: its own bytes, and never those of another state of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from library import MediaFile
from server.streaming.errors import FileChanged, FileMissing
from server.streaming.rendition import OpenFile


@dataclass(frozen=True, slots=True)
class Original:
    media: MediaFile

    @property
    def mime(self) -> str:
        return self.media.format.mime

    @property
    def etag(self) -> str:
        return self.media.state

    @property
    def modified_utc(self) -> datetime:
        return datetime.fromtimestamp(self.media.mtime_ns // 1_000_000_000, UTC)

    @property
    def size_bytes(self) -> int:
        return self.media.size_bytes

    def open(self, start: int, stop: int | None) -> OpenFile:
        file = open_unchanged(self.media)
        file.seek(start)
        return OpenFile(file, (self.size_bytes if stop is None else stop) - start)


# A file that was swapped for a link since the scan could lead out of the music; one swapped for a pipe would block.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_unchanged(media: MediaFile) -> BinaryIO:
    """Never blocks. Raises: FileMissing, FileChanged."""
    try:
        file = os.fdopen(os.open(media.path, _FLAGS), "rb")
    except OSError as error:
        raise FileMissing(media.path) from error
    found = os.fstat(file.fileno())
    if (found.st_size, found.st_mtime_ns) != (media.size_bytes, media.mtime_ns):
        file.close()
        raise FileChanged(media.track_id)
    return file


def check_unchanged(media: MediaFile) -> None:
    """Raises: FileMissing, FileChanged."""
    open_unchanged(media).close()
