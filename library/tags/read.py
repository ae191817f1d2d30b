"""Reads one audio file: its tags, its format, how long it is, which cover it carries."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mutagen import FileType
from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.id3 import ID3
from mutagen.mp4 import MP4, MP4Tags

from library.errors import UnreadableFile
from library.model import AudioFormat
from library.tags.asf import asf_fields
from library.tags.cue import Sheet, native_sheet, pieces_of
from library.tags.encodings import repaired
from library.tags.fields import ape_fields, comment_fields
from library.tags.formats import SUFFIXES, audio_format, duration_ms, opened
from library.tags.id3 import id3_fields
from library.tags.model import Chapter, Contents, RawTags
from library.tags.mp3 import find_mp3
from library.tags.mp4 import mp4_fields
from library.tags.normalize import cleaned, normalize
from library.tags.payload import Payload, payload, smpb
from library.tags.pictures import digest_of, picture_of
from library.tags.protection import PROTECTED, is_protected

if TYPE_CHECKING:
    from library.tags.probe import Probed

__all__ = ["SUFFIXES", "read"]

log = logging.getLogger(__name__)

_MAX_CHAPTERS = 2_000


def read(path: Path, *, sheets: Sequence[str] = ()) -> Contents:
    """What the file at `path`, a regular one, holds. `sheets`: the names of the cue sheets in its folder.

    Raises: UnreadableFile with a sentence for people.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableFile(path, f"It cannot be opened: {error.strerror}.") from error
    try:
        size_bytes = os.fstat(file).st_size
        if size_bytes == 0:
            raise UnreadableFile(path, "The file is empty.")
        return _completed(path, file, size_bytes, _headers(path, file, size_bytes), sheets)
    finally:
        os.close(file)


def read_fingerprint(path: Path) -> str | None:
    """Of a regular file's encoded sound; None if it has none that can be told."""
    try:
        return read(path).fingerprint
    except UnreadableFile:
        return None


@dataclass(frozen=True, slots=True)
class _Headers:
    """What mutagen could tell."""

    fields: RawTags = field(default_factory=dict)
    format: AudioFormat | None = None
    duration_ms: int | None = None
    picture: bytes | None = None
    chapters: tuple[Chapter, ...] = ()
    sheet: Sheet | None = None


def _headers(path: Path, descriptor: int, size_bytes: int) -> _Headers:
    try:
        file = (find_mp3(descriptor, size_bytes) if path.suffix.lower() == ".mp3" else None) or opened(path)
        if file is None:
            return _Headers()
        length_ms = duration_ms(file, size_bytes)
        return _Headers(
            fields=_fields(file),
            format=audio_format(file, size_bytes=size_bytes, duration_ms=length_ms or 0),
            duration_ms=length_ms,
            picture=picture_of(file),
            chapters=_chapters(file),
            sheet=native_sheet(file),
        )
    except Exception as error:
        # mutagen promises MutagenError, but hostile bytes have made it raise struct, index, value, recursion
        # and memory errors; none of them may end a scan.
        log.debug("mutagen gave up on %s: %r", path, error)
        return _Headers()


def _completed(path: Path, file: int, size_bytes: int, headers: _Headers, sheets: Sequence[str]) -> Contents:
    """The decoder fills what the headers left open."""
    fields, found, length_ms = headers.fields, headers.format, headers.duration_ms
    if found is None and is_protected(path):
        raise UnreadableFile(path, PROTECTED)
    if found is None or length_ms is None:
        probed = _probed(path)
        fields = fields or probed.fields
        found, length_ms = found or probed.format, length_ms or probed.duration_ms
    elif not fields and found.container == "wav":
        fields = _riff_info(path)
    sound = _payload(path, file, size_bytes, found.container)
    told = smpb(fields["itunsmpb"][0]) if "itunsmpb" in fields else None
    cut = pieces_of(
        path,
        fields,
        beside=sheets,
        native=headers.sheet,
        rate_hz=found.sample_rate_hz,
        duration_ms=length_ms,
    )
    return Contents(
        tags=normalize(fields),
        format=found,
        duration_ms=length_ms,
        picture_digest=digest_of(headers.picture) if headers.picture else None,
        fingerprint=sound.fingerprint,
        gapless=told or sound.gapless,
        chapters=headers.chapters,
        pieces=cut.pieces,
        sheet_fault=cut.fault,
    )


def _payload(path: Path, file: int, size_bytes: int, container: str) -> Payload:
    try:
        return payload(file, size_bytes, container)
    except OSError as error:  # a bad sector in its middle: the decoder may never meet it
        log.debug("no fingerprint of %s: %r", path, error)
        return Payload(None)


def _riff_info(path: Path) -> RawTags:
    """RIFF INFO, which mutagen does not read; it names no encoding."""
    return {name: [repaired(text) for text in texts] for name, texts in _probed(path).fields.items()}


def _probed(path: Path) -> Probed:
    from library.tags.probe import (
        probe,
    )  # few files need the decoder, and it takes a reading child a third of its start

    return probe(path)


def _chapters(file: FileType) -> tuple[Chapter, ...]:
    """Of audiobooks in MP4."""
    if not isinstance(file, MP4) or not (chapters := cast(object, file.chapters)):
        return ()
    listed = cast(list[object], chapters)
    return tuple(
        Chapter(round(float(getattr(each, "start", 0)) * 1000), cleaned(str(getattr(each, "title", ""))))
        for each in listed[:_MAX_CHAPTERS]
    )


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
    if isinstance(tags, ASFTags):
        return asf_fields(tags)
    return comment_fields(cast(list[tuple[str, str]], tags))
