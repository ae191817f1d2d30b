"""Finds the bytes of a cover where they are: inside an audio file or beside it; keeps no copy of
originals."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from library.database import Database, Reader
from library.disk_cache import DiskCache
from library.errors import NotFound, UnreadableFile
from library.ids import parsed
from library.model import CoverId, CoverImage
from library.pictures import picture_sources
from library.tags import digest_of, read_picture
from library.thumbnails import Thumbnails, Unshowable, original

log = logging.getLogger(__name__)


class Covers:
    """Any thread; blocks for the disk."""

    def __init__(self, database: Database, thumbnails: DiskCache) -> None:
        self._database = database
        self._thumbnails = Thumbnails(thumbnails)

    def get(self, id: CoverId, *, size_px: int | None, through: Reader | None = None) -> CoverImage:
        """Raises: NotFound, also if the picture is gone from the disk, cannot be shown, or is not there for the reader
        `through` which it is asked for."""
        reader = through or self._database
        number, digest = _digest(reader, id)
        if size_px is not None and (kept := self._thumbnails.find(digest, size_px)):
            return kept
        data = next((data for data in _originals(reader, number) if digest_of(data) == digest), None)
        if data is None:
            raise NotFound(id)
        return self._shrunk(id, data, digest, size_px)

    def shrink(self, data: bytes, *, size_px: int | None) -> CoverImage:
        """Of a picture that lies elsewhere; kept as the others are. Raises: NotFound for what is none."""
        digest = digest_of(data)
        kept = None if size_px is None else self._thumbnails.find(digest, size_px)
        return kept or self._shrunk("a picture", data, digest, size_px)

    def _shrunk(self, id: str, data: bytes, digest: str, size_px: int | None) -> CoverImage:
        try:
            return original(data, digest) if size_px is None else self._thumbnails.make(data, digest, size_px)
        except Unshowable as error:
            log.info("cover=%s cannot be shown: %s", id, error)
            raise NotFound(id) from error


def _digest(reader: Reader, id: CoverId) -> tuple[int, str]:
    kind, number = parsed(id)
    row = reader.reading().execute("SELECT digest FROM covers WHERE id = ?", (number,)).fetchone()
    if kind != "co" or row is None or row["digest"][:8] != id.rpartition("-")[2]:
        raise NotFound(id)
    return number, row["digest"]


def _originals(reader: Reader, number: int) -> Iterator[bytes]:
    for source in picture_sources(reader.reading(), number):
        path = source.root / source.path
        try:
            data = path.read_bytes() if source.is_image else read_picture(path)
        except (OSError, UnreadableFile):
            continue
        if data:
            yield data
