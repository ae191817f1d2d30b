"""Reads one audio file: its tags, its format, how long it is, which cover it carries."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from mutagen import FileType
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from library.errors import UnreadableFile
from library.model import AudioFormat
from library.tags.fields import ape_fields, comment_fields, id3_fields, mp4_fields
from library.tags.formats import SUFFIXES, audio_format, duration_ms, opened
from library.tags.model import Contents, RawTags
from library.tags.normalize import normalize
from library.tags.pictures import digest_of, picture_of
from library.tags.probe import probe
from library.tags.protection import PROTECTED, is_protected

__all__ = ["SUFFIXES", "read"]

log = logging.getLogger(__name__)


def read(path: Path) -> Contents:
    """What the file at `path`, a regular one, holds. Raises: UnreadableFile with a sentence for people."""
    try:
        size_bytes = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise UnreadableFile(path, f"It cannot be opened: {error.strerror}.") from error
    if size_bytes == 0:
        raise UnreadableFile(path, "The file is empty.")
    return _completed(path, _headers(path, size_bytes))


@dataclass(frozen=True, slots=True)
class _Headers:
    """What mutagen could tell."""

    fields: RawTags = field(default_factory=dict)
    format: AudioFormat | None = None
    duration_ms: int | None = None
    picture: bytes | None = None


def _headers(path: Path, size_bytes: int) -> _Headers:
    try:
        file = opened(path)
        if file is None:
            return _Headers()
        length_ms = duration_ms(file, size_bytes)
        return _Headers(
            fields=_fields(file),
            format=audio_format(file, size_bytes=size_bytes, duration_ms=length_ms or 0),
            duration_ms=length_ms,
            picture=picture_of(file),
        )
    except Exception as error:
        # mutagen promises MutagenError, but hostile bytes have made it raise struct, index, value, recursion
        # and memory errors; none of them may end a scan.
        log.debug("mutagen gave up on %s: %r", path, error)
        return _Headers()


def _completed(path: Path, headers: _Headers) -> Contents:
    """The decoder fills what the headers left open."""
    fields, found, length_ms = headers.fields, headers.format, headers.duration_ms
    if found is None and is_protected(path):
        raise UnreadableFile(path, PROTECTED)
    if found is None or length_ms is None:
        probed = probe(path)
        fields = fields or probed.fields
        found, length_ms = found or probed.format, length_ms or probed.duration_ms
    elif not fields and found.container == "wav":
        fields = probe(path).fields  # RIFF INFO, which mutagen does not read
    digest = digest_of(headers.picture) if headers.picture else None
    return Contents(normalize(fields), found, length_ms, digest)


def _fields(file: FileType) -> RawTags:
    tags = cast(object, file.tags)  # declared as None
    if tags is None:
        return {}
    if isinstance(tags, ID3):
        return id3_fields(tags)
    if isinstance(tags, MP4Tags):
        return mp4_fields(tags)
    if isinstance(tags, APEv2):
        return ape_fields(tags)
    return comment_fields(cast(list[tuple[str, str]], tags))
